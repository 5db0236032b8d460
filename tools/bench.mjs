// npm run bench -- NAME [options]: builds what a benchmark needs and runs benchmarks/NAME.mjs.
import { join } from 'node:path';
import { node, refuseOldNode, root } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { stage } = await import('./stage.mjs');

/** By name, the projects that it measures. */
const BENCHMARKS = {
  matching: ['libs/domain', 'libs/platform'],
};

const [name, ...options] = process.argv.slice(2);
const projects = Object.hasOwn(BENCHMARKS, name ?? '') ? BENCHMARKS[name] : undefined;
if (!projects) {
  console.error(`Unknown benchmark ${JSON.stringify(name ?? '')}. Known: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}
await ensureInstalled();
const built = await stage('build', node, [join(root, 'node_modules/.bin/tsc'), '-b', ...projects]);
const done = built && (await stage(name, node, [join('benchmarks', `${name}.mjs`), ...options]));
process.exitCode = done ? 0 : 1;
