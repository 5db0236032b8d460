import { existsSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A Node that only begins, such as 20.10, may not know import.meta.dirname.
export const root = fileURLToPath(new URL('..', import.meta.url));
const installed = join(root, 'node_modules', '.bin', 'node');
const ownNode = () => (existsSync(installed) ? installed : process.execPath);
/** Node 24 as npm installed it with the other packages; the machine's where npm has none for it. Settled once the packages are there. */
export let node = ownNode();
const BOOTSTRAP_MAJOR = 20;
const RUNTIME_MAJOR = 24;

const major = (version) => Number(version.replace(/^v/, '').split('.')[0]);

/** Ends the process with a sentence when this Node cannot even install the right one. */
export function refuseOldNode() {
  if (major(process.version) >= BOOTSTRAP_MAJOR) return;
  console.error(
    `Hookswitch installs its own Node ${RUNTIME_MAJOR}, but needs Node ${BOOTSTRAP_MAJOR} or newer to begin; this is ${process.version}.`,
  );
  process.exit(2);
}

/** Ends the process with a sentence when the project's own Node is missing or wrong. */
function requireOwnNode() {
  node = ownNode();
  const found = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (found && major(found) === RUNTIME_MAJOR) return;
  console.error(
    `Hookswitch needs Node ${RUNTIME_MAJOR}; npm has none for ${process.platform} ${process.arch}, or node_modules is not whole, and this is ${found || 'no Node at all'}. Remove node_modules and try again, or install Node ${RUNTIME_MAJOR}.`,
  );
  process.exit(2);
}

/** Goes on under the project's own Node where another one began: packages that the tools use need the newer one. Ends with its exit code. */
export async function continueOnOwnNode() {
  requireOwnNode();
  if (major(process.version) === RUNTIME_MAJOR) return;
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches the whole process group; any other signal is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  process.exit(code);
}
