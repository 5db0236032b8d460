import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '@hookswitch/testing';
import { freePorts } from '../harness/ports.js';
import { ServiceProcess } from '../harness/service-process.js';
import { ROOT } from './pages.js';
import { Shell } from './shell.js';

/** `npm start` in a folder of its own, on ports of its own, samples included: what the guides begin with. */
export interface Product {
  readonly rest: string;
  readonly adminKey: string;
  /** What the terminal shows so far. */
  story(): string;
  /** Throws with its last words when it has ended. */
  mustRun(): void;
  /** A second terminal in the same folder, in which the commands of a page work as they are written. */
  terminal(): Shell;
  /** What a page says, with the addresses that this product has. */
  here(text: string): string;
  /** What this product said, with the addresses that pages have. */
  there(text: string): string;
  close(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-docs-'));
  for (const name of ['node_modules', 'apps', 'examples']) await symlink(join(ROOT, name), join(folder, name));
  const dataDir = join(folder, '.hookswitch');
  const [http = 0, grpc = 0, admin = 0, simulator = 0, hep = 0] = await freePorts(5);
  const ports: readonly (readonly [string, string])[] = [
    ['127.0.0.1:8080', `127.0.0.1:${http}`],
    ['127.0.0.1:9090', `127.0.0.1:${grpc}`],
    ['127.0.0.1:9464', `127.0.0.1:${admin}`],
    ['127.0.0.1:8090', `127.0.0.1:${simulator}`],
    ['127.0.0.1:9060', `127.0.0.1:${hep}`],
    ['.hookswitch/admin-key', join(dataDir, 'admin-key')],
  ];
  const service = new ServiceProcess({
    name: 'standalone',
    app: 'standalone',
    env: {
      HOOKSWITCH_DATA_DIR: dataDir,
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_HTTP_PORT: String(http),
      HOOKSWITCH_GRPC_PORT: String(grpc),
      HOOKSWITCH_ADMIN_PORT: String(admin),
      HOOKSWITCH_SIMULATOR_PORT: String(simulator),
    },
    readyUrl: `http://127.0.0.1:${admin}/readyz`,
    logFile: join(ROOT, 'test-results', 'e2e', 'docs', 'standalone.log'),
  });
  await rm(service.options.logFile, { force: true });
  service.start();
  await service.ready();
  await eventually('the welcome', () => service.log().includes('Hookswitch is running.'));
  const replace = (text: string, from: 0 | 1) =>
    ports.reduce((done, pair) => done.replaceAll(pair[from], pair[from === 0 ? 1 : 0]), text);
  return {
    rest: `http://127.0.0.1:${http}`,
    adminKey: (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim(),
    story: () => service.log(),
    mustRun() {
      if (!service.isRunning) throw new Error(`The product has ended:\n${service.log().slice(-2_000)}`);
    },
    terminal: () => new Shell(folder, environment(dataDir, http), PROFILE),
    here: (text) => replace(text, 0),
    there: (text) => replace(text, 1),
    async close() {
      await service.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a page starts ends with it. The command itself comes without npm in front: that takes half a second each time and has a test of its own. */
export const PROFILE = `trap 'kill $(jobs -p) 2> /dev/null' EXIT
npx() { shift; node ${JSON.stringify(join(ROOT, 'apps', 'cli', 'bin', 'hookswitch.mjs'))} "$@"; }`;

const environment = (dataDir: string, http: number) => ({
  PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
  HOME: dataDir,
  HOOKSWITCH_URL: `http://127.0.0.1:${http}`,
  HOOKSWITCH_DATA_DIR: dataDir,
  NODE_COMPILE_CACHE: join(dataDir, 'compiled'),
});
