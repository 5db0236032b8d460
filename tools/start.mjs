import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node, refuseOldNode, root } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { types } = await import('./checks.mjs');
await ensureInstalled();
if (!(await types())) process.exit(1);

const child = spawn(
  node,
  [
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    'apps/standalone/dist/main.js',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, HOOKSWITCH_DATA_DIR: process.env.HOOKSWITCH_DATA_DIR ?? join(root, '.hookswitch') },
  },
);
// Ctrl-C reaches the whole process group: the child drains, and this process only waits for it. Any other signal is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
