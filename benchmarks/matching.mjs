// Event text in, ids of matching rules out: our matcher, what one would write by hand and two libraries, on the same rules and events.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { matchingIds } from '../tools/rules-workload/reference.mjs';
import { events, rules } from '../tools/rules-workload/workload.mjs';
import { keepRatios, machine } from './lib/report.mjs';
import { median, rounded } from './lib/statistics.mjs';
import { hasEventRuler } from './matching/event-ruler.mjs';
import { figureLines } from './matching/figures.mjs';
import { Opponent } from './matching/opponent.mjs';

const EVENTS = 2_000;
/** CPU time of a measurement, and of warming up. */
const MEASURE_MS = 400;
const WARM_UP_MS = 1_500;
/** Brute force over all rules for each: enough to find a wrong index, few enough to wait for. */
const CHECKED = 200;
const CHECKED_OF_MANY = 40;
const CHECKED_OF_SLOW = 10;
const MANY = 100_000;
/** The families that are measured with 100,000 rules unless others are asked for. */
const AT_MANY = ['A', 'C', 'E', 'G'];
/** Those whose results alone are looked at, with as many. */
const CHECKED_AT_MANY = ['B', 'D', 'F1', 'F2'];

const { values } = parseArgs({
  options: {
    families: { type: 'string' },
    sizes: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});

const folder = join(import.meta.dirname, '..', 'test-results', 'benchmarks', 'matching');
mkdirSync(folder, { recursive: true });
const parsed = events(EVENTS);
const eventsFile = fileOf('events', parsed);
console.log('Events per CPU-second, JSON text in, ids out; median (lowest to highest) of interleaved rounds.');
console.log(machine());
const withRuler = await hasEventRuler();
if (!withRuler) console.log('AWS Event Ruler takes no part: it needs a Java and a Maven.');
const ratios = [];
const results = new Map();
let wrong = 0;
for (const family of (values.families ?? 'A,B,C,E,G').split(','))
  for (const size of sizesOf(family)) wrong += await compare(family, size, Number(values.rounds));
if (values.families === undefined && values.sizes === undefined)
  for (const family of CHECKED_AT_MANY) wrong += await check(family);
keepRatios('matching', ratios);
console.log(['', ...figureLines(results)].join('\n'));
console.log(wrong === 0 ? 'All results are exactly those of the brute force.' : `${wrong} results are WRONG.`);
process.exitCode = wrong === 0 ? 0 : 1;

function sizesOf(family) {
  if (values.sizes !== undefined) return values.sizes.split(',').map(Number);
  return AT_MANY.includes(family) ? [1_000, 10_000, MANY] : [1_000, 10_000];
}

/** Libraries that take minutes to load many rules, or seconds for each event, do without them. */
function contendersFor(size) {
  const few = size < MANY ? ['linear closures', 'json-rules-engine', ...(withRuler ? ['event-ruler'] : [])] : [];
  return ['hookswitch', 'JSON.parse alone', ...few];
}

async function check(family) {
  console.log(`\nfamily ${family}, ${MANY.toLocaleString('en')} rules: whether the results are exact`);
  const all = rules(family, MANY);
  const ours = await Opponent.start('hookswitch', fileOf('rules', all), eventsFile);
  try {
    const wrong = await mismatches([ours], all);
    console.log(`  ${CHECKED_OF_MANY} events, ${wrong} of their results wrong`);
    return wrong;
  } finally {
    await ours.stop();
  }
}

async function compare(family, size, rounds) {
  console.log(`\nfamily ${family}, ${size.toLocaleString('en')} rules`);
  const all = rules(family, size);
  const rulesFile = fileOf('rules', all);
  const opponents = [];
  try {
    for (const name of contendersFor(size)) opponents.push(await Opponent.start(name, rulesFile, eventsFile));
    const wrong = await mismatches(opponents, all);
    for (const opponent of opponents) await opponent.ask(`rate ${WARM_UP_MS}`);
    for (let round = 0; round < rounds; round += 1)
      for (const opponent of opponents) opponent.rates.push(await opponent.ask(`rate ${MEASURE_MS}`));
    const [ours, ...others] = opponents;
    if (size >= MANY) ours.churn = await ours.ask('churn');
    results.set(`${family} ${size}`, Object.fromEntries(opponents.map((opponent) => [opponent.name, opponent])));
    report(ours, others, `family ${family}, ${size} rules`);
    return wrong + (ours.churn?.wrong ?? 0);
  } finally {
    for (const opponent of opponents) await opponent.stop();
  }
}

/** Before any clock starts. */
async function mismatches(opponents, all) {
  const count = all.length >= MANY ? CHECKED_OF_MANY : CHECKED;
  const expected = parsed.slice(0, count).map((event) => matchingIds(all, event).join());
  let wrong = 0;
  for (const opponent of opponents) {
    if (opponent.name === 'JSON.parse alone') continue;
    const own = opponent.name === 'json-rules-engine' ? CHECKED_OF_SLOW : count;
    const found = await opponent.ask(`ids ${own}`);
    const differing = found.filter((ids, index) => ids.join() !== expected[index]).length;
    if (differing > 0) console.log(`  ${opponent.name}: ${differing} of ${own} results are WRONG`);
    wrong += differing;
  }
  return wrong;
}

function report(ours, others, title) {
  for (const { name, rates } of [ours, ...others]) {
    const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
    const times = name === ours.name ? '' : `  ours is ${rounded(median(ours.rates) / median(rates))} times as fast`;
    console.log(`  ${name.padEnd(18)} ${String(Math.round(median(rates))).padStart(8)} (${low} to ${high})${times}`);
  }
  const { loadMs, heapPerRule } = ours.loaded;
  console.log(
    `  loading took ${rounded(loadMs / 1_000)} s of CPU time, a rule ${Math.round(heapPerRule)} bytes of heap`,
  );
  if (ours.churn) {
    const { addMicros, removeMicros, longestMs, wrong } = ours.churn;
    const changes = `adding one ${rounded(addMicros)} µs of CPU time, removing one ${rounded(removeMicros)} µs`;
    console.log(
      `  10,000 changes: ${changes}; the longest took ${rounded(longestMs)} ms; ${wrong} results wrong after them`,
    );
  }
  for (const { name, rates } of others) {
    const perRound = rates.map((rate, round) => ours.rates[round] / rate);
    const label = `${title}: events per CPU-second, ours of ${name}`;
    ratios.push({ label, median: median(perRound), lowest: Math.min(...perRound), highest: Math.max(...perRound) });
  }
}

function fileOf(name, items) {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  return file;
}
