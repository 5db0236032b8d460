import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.js';
import { RestClient } from './rest-client.js';
import { ServiceProcess } from './service-process.js';
import { SimulatorClient } from './simulator.js';
import { find, logFile, newName, startAll, type Stack, type StackOptions } from './stack.js';

/** `npm start` without the installing, on ports and data of its own. */
export async function startStandaloneStack(options: StackOptions = {}): Promise<Stack> {
  const name = newName('standalone');
  const dataDir = await mkdtemp(join(tmpdir(), 'hookswitch-e2e-'));
  const [http = 0, grpc = 0, simulatorPort = 0, adminPort = 0] = await freePorts(4);
  const standalone = new ServiceProcess({
    name: 'standalone',
    app: 'standalone',
    args: ['--json'],
    env: {
      HOOKSWITCH_DATA_DIR: dataDir,
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_HTTP_PORT: String(http),
      HOOKSWITCH_GRPC_PORT: String(grpc),
      HOOKSWITCH_ADMIN_PORT: String(adminPort),
      HOOKSWITCH_SIMULATOR_PORT: String(simulatorPort),
      HOOKSWITCH_PUBLIC_URL: `http://127.0.0.1:${http}`,
      HOOKSWITCH_SAMPLES: 'false',
      HOOKSWITCH_LOG_LEVEL: 'debug',
      ...options.env,
    },
    readyUrl: `http://127.0.0.1:${adminPort}/readyz`,
    logFile: logFile(name, 'standalone'),
  });
  await startAll([standalone]);
  const adminKey = (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim();
  const services = new Map([['standalone' as const, standalone]]);
  const admin = new RestClient(`http://127.0.0.1:${http}`, adminKey);
  return {
    kind: 'standalone',
    admin,
    grpc: `127.0.0.1:${grpc}`,
    simulator: new SimulatorClient(`http://127.0.0.1:${simulatorPort}`),
    services,
    service: (id) => find(services, id),
    async close() {
      // It has a Postgres of its own to stop: killing it would leave that behind.
      await standalone.end();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
