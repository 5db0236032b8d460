import { createSimulator } from './create-simulator.js';

const { HOOKSWITCH_SIMULATOR_PORT = '8090', HOOKSWITCH_HOST = '127.0.0.1', HOOKSWITCH_DATA_DIR } = process.env;
const port = Number(HOOKSWITCH_SIMULATOR_PORT);
if (!/^\d+$/.test(HOOKSWITCH_SIMULATOR_PORT) || port > 65_535) {
  console.error('HOOKSWITCH_SIMULATOR_PORT must be a port number from 0 to 65535.');
  process.exit(2);
}

try {
  const dataDir = HOOKSWITCH_DATA_DIR === undefined ? {} : { dataDir: HOOKSWITCH_DATA_DIR };
  const simulator = await createSimulator({ port, host: HOOKSWITCH_HOST, ...dataDir });
  console.log(`Simulator: ${simulator.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
} catch (error) {
  console.error(`The simulator cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
