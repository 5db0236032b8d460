// npm run faults [-- options]: builds the services and runs the fault experiments of apps/e2e on them; --help tells the options.
import { join } from 'node:path';
import { node, refuseOldNode, root } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
await ensureInstalled();
const { types } = await import('./checks.mjs');
const { stage } = await import('./stage.mjs');
const { startServices } = await import('./services.mjs');

const options = process.argv.slice(2);
const isAsking = options.includes('--help') || options.includes('--list');
if (!(await types(true))) process.exit(1);
const services = isAsking ? { env: {}, stop: () => undefined } : await startServices();
try {
  const main = join(root, 'apps/e2e/dist/faults/main.js');
  process.exitCode = (await stage('faults', node, [main, ...options], { env: services.env })) ? 0 : 1;
} finally {
  await services.stop();
}
