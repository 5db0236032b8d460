import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { chart, generate, jest, lint, types } = await import('./checks.mjs');

/** Needs what was built: the Postgres from npm is started by a library of ours, and e2e runs the built services. */
async function withServices(name, args) {
  if (!(await types())) return false;
  const { tiersWithServices } = await import('./tiers.mjs');
  const [{ succeeded, passed, failed }] = await tiersWithServices([name], args);
  console.log(`tests: ${passed} passed, ${failed} failed`);
  return succeeded;
}

const commands = {
  build: () => types(),
  chart: () => chart(),
  generate: () => generate(),
  lint: () => lint(),
  unit: (...args) => jest('unit', args),
  int: (...args) => withServices('int', args),
  e2e: (...args) => withServices('e2e', args),
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (!command) {
  console.error(`Unknown command ${JSON.stringify(name ?? '')}. Known: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
await ensureInstalled();
process.exitCode = (await command(...args)) ? 0 : 1;
