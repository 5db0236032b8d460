import { createSimulator } from './create-simulator.js';

const { SIMULATOR_PORT = '8090', SIMULATOR_HOST = '127.0.0.1', SIMULATOR_DATA_DIR } = process.env;
const port = Number(SIMULATOR_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('SIMULATOR_PORT must be a port number from 0 to 65535.');
  process.exit(2);
}

const simulator = await createSimulator({
  port,
  host: SIMULATOR_HOST,
  ...(SIMULATOR_DATA_DIR === undefined ? {} : { dataDir: SIMULATOR_DATA_DIR }),
});
console.log(`Simulator: ${simulator.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
