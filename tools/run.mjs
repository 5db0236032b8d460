import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { generate, jest, lint, types } = await import('./checks.mjs');
const commands = { build: types, generate, lint, unit: (...args) => jest('unit', ...args) };

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (!command) {
  console.error(`Unknown command ${JSON.stringify(name ?? '')}. Known: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
await ensureInstalled();
process.exitCode = (await command(...args)) ? 0 : 1;
