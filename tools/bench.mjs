// npm run bench [-- NAME [options]]: builds what a benchmark needs and runs benchmarks/NAME.mjs; without a name all of them, in a short form.
import { join } from 'node:path';
import { forgetRatios, ratioLines } from '../benchmarks/lib/report.mjs';
import { node, refuseOldNode, root } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { stage } = await import('./stage.mjs');

/** By name, the projects that it measures, whether they need a Kafka and a Postgres, and its options when it is one of several. */
const BENCHMARKS = {
  matching: {
    projects: ['libs/domain', 'libs/platform'],
    short: ['--families', 'A,E', '--sizes', '1000', '--rounds', '3'],
  },
  passthrough: {
    projects: ['apps/rules', 'apps/connector-http'],
    needsServices: true,
    short: ['--rounds', '3', '--events', '10000'],
  },
  'end-to-end': {
    projects: ['apps/gateway', 'apps/rules', 'apps/connector-http', 'libs/testing'],
    needsServices: true,
    short: ['--rates', '50,100', '--rounds', '3', '--seconds', '5'],
  },
};

const [name, ...options] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(BENCHMARKS, name)) {
  console.error(`Unknown benchmark ${JSON.stringify(name)}. Known: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}
let interrupted = false;
const wanted = name === undefined ? Object.keys(BENCHMARKS) : [name];
await ensureInstalled();
process.exitCode = (await run()) ? 0 : 1;

async function run() {
  const projects = new Set(wanted.flatMap((each) => [...BENCHMARKS[each].projects, 'libs/persistence']));
  if (!(await stage('build', node, [join(root, 'node_modules/.bin/tsc'), '-b', ...projects]))) return false;
  const services = await servicesOf(wanted.some((each) => BENCHMARKS[each].needsServices));
  try {
    const done = [];
    for (const each of wanted) {
      if (interrupted) break;
      forgetRatios(each);
      const args = name === undefined ? BENCHMARKS[each].short : options;
      done.push(await stage(each, node, [join('benchmarks', `${each}.mjs`), ...args], { env: services.env }));
    }
    console.log(`\nratios: median (lowest to highest)\n${wanted.flatMap(ratioLines).join('\n')}`);
    return !interrupted && done.every(Boolean);
  } finally {
    await services.stop();
  }
}

async function servicesOf(needed) {
  if (!needed) return { env: {}, stop: () => undefined };
  const { startServices } = await import('./services.mjs');
  console.log('\n── services');
  const services = await startServices();
  // Ctrl-C reaches the benchmark too; what was started here must not outlive it.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      interrupted = true;
      void services.stop();
    });
  return services;
}
