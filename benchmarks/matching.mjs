// Event text in, ids of matching rules out: our matcher, hand-written closures and json-rules-engine on the same rules and events.
import { parseArgs } from 'node:util';
import { matchingIds } from '../tools/rules-workload/reference.mjs';
import { events, rules } from '../tools/rules-workload/workload.mjs';
import { keepRatios, machine } from './lib/report.mjs';
import { median } from './lib/statistics.mjs';
import { hookswitch } from './matching/hookswitch.mjs';
import { jsonRulesEngine } from './matching/json-rules-engine.mjs';
import { linearClosures } from './matching/closures.mjs';

const CONTENDERS = { hookswitch, 'linear closures': linearClosures, 'json-rules-engine': jsonRulesEngine };
const EVENTS = 2_000;
/** One measurement takes at least so much CPU time, and so many events. */
const MEASURE_MS = 400;
const LEAST_EVENTS = 5;
/** Brute force over all rules for each: enough to find a wrong index, few enough to wait for. */
const CHECKED = { hookswitch: 200, 'linear closures': 200, 'json-rules-engine': 10 };

const { values } = parseArgs({
  options: {
    families: { type: 'string', default: 'A,B,C,E,G' },
    sizes: { type: 'string', default: '1000,10000' },
    rounds: { type: 'string', default: '5' },
  },
});

const parsed = events(EVENTS);
const texts = parsed.map((event) => JSON.stringify(event));
console.log('Events per CPU-second, JSON text in, ids out; median (lowest to highest) of interleaved rounds.');
console.log(machine());
const ratios = [];
let wrong = 0;
for (const family of values.families.split(','))
  for (const size of values.sizes.split(',').map(Number)) wrong += await compare(family, size, Number(values.rounds));
keepRatios('matching', ratios);
console.log(wrong === 0 ? 'All results are exactly those of the brute force.' : `${wrong} results are WRONG.`);
process.exitCode = wrong === 0 ? 0 : 1;

async function compare(family, size, rounds) {
  const all = rules(family, size);
  const built = Object.entries(CONTENDERS).map(([name, make]) => ({ name, match: make(all), rates: [] }));
  let wrong = 0;
  for (const { name, match } of built) wrong += await mismatches(match, all, CHECKED[name]);
  for (const { match } of built) await rate(match);
  for (let round = 0; round < rounds; round += 1) for (const one of built) one.rates.push(await rate(one.match));
  const [ours, ...others] = built.map(({ rates }) => median(rates));
  for (const { name, rates } of built.slice(1)) {
    const perRound = rates.map((rate, round) => built[0].rates[round] / rate);
    const label = `family ${family}, ${size} rules: events per CPU-second, ours of ${name}`;
    ratios.push({ label, median: median(perRound), lowest: Math.min(...perRound), highest: Math.max(...perRound) });
  }
  console.log(`\nfamily ${family}, ${size} rules`);
  for (const [index, { name, rates }] of built.entries()) {
    const ratio = index === 0 ? '' : `  ours is ${(ours / others[index - 1]).toFixed(1)} times as fast`;
    const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
    console.log(`  ${name.padEnd(18)} ${String(Math.round(median(rates))).padStart(8)} (${low} to ${high})${ratio}`);
  }
  return wrong;
}

async function mismatches(match, all, count) {
  let wrong = 0;
  for (let index = 0; index < count; index += 1) {
    const expected = matchingIds(all, parsed[index]).join();
    if ((await match(texts[index])).join() !== expected) wrong += 1;
  }
  return wrong;
}

/** CPU time of the whole process, so that garbage collection and compilation count. */
async function rate(match) {
  const before = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  let done = 0;
  while (done < LEAST_EVENTS || spent() < MEASURE_MS) {
    const result = match(texts[done % EVENTS]);
    if (result instanceof Promise) await result;
    done += 1;
  }
  return (done / spent()) * 1_000;
}
