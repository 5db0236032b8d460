import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { canary, chart, commits, format, lint, types } = await import('./checks.mjs');
await ensureInstalled();
// What the services are made of is there only now.
const { tier, tiersWithServices } = await import('./tiers.mjs');

const failed = [];
const counts = [];

// Two things at a time, for two cores. The canary plants files that neither the compiler nor lint may meet by chance.
await Promise.all([one(types), inTurn([format, commits, chart])]);
await Promise.all([inTurn([lint, canary]), tests()]);

if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
const sum = (what) => counts.reduce((total, each) => total + each[what], 0);
console.log(`tests: ${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = failed.length > 0 || sum('failed') > 0 ? 1 : 0;

async function one(check, quiet = false) {
  if (!(await check(quiet))) failed.push(check.name);
}

async function inTurn(checks) {
  for (const check of checks) await one(check, true);
}

async function tests() {
  note({ name: 'unit', ...(await tier('unit')) });
  for (const counted of await tiersWithServices(['int', 'e2e'])) note(counted);
}

function note(counted) {
  counts.push(counted);
  if (!counted.succeeded) failed.push(counted.name);
}
