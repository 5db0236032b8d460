import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../harness/service-process.js';
import type { ServiceId, Stack } from '../harness/stack.js';
import { newTenant } from '../harness/tenant.js';
import { saveAll } from '../harness/workflows.js';
import { atWork } from './at-work.js';
import { check, type History, type Violation } from './checker.js';
import { requestsOf, resultsOf, runsOf, settled } from './collect.js';
import { Load } from './load.js';
import { torment, type Kill } from './nemesis.js';
import { Random } from './random.js';
import { workflowsOf } from './workload.js';

export interface KillRunOptions {
  readonly seed: number;
  readonly victims: readonly ServiceId[];
  readonly kills: number;
  readonly pauseMs: readonly [least: number, most: number];
  readonly callsPerTenant: number;
  readonly everyMs: number;
  /** How long nothing may change, while there are open runs, before it is called lost. */
  readonly patienceMs: number;
  readonly extraEnv?: Readonly<Record<string, string>>;
}

export interface KillRun {
  readonly kills: readonly Kill[];
  readonly history: History;
  readonly violations: readonly Violation[];
  readonly seed: number;
  /** Seconds from the start to the last kill, to rest, and to the end. */
  readonly seconds: readonly number[];
}

const QUIET_MS = 4_000;
const DEADLINE_MS = 180_000;

/** Load from two new tenants, kills meanwhile, then rest, then everybody's story. */
export async function killRun(stack: Stack, options: KillRunOptions): Promise<KillRun> {
  const { seed, victims, kills, pauseMs, callsPerTenant, everyMs, patienceMs, extraEnv = {} } = options;
  const random = new Random(seed);
  const from = performance.now();
  const seconds: number[] = [];
  const lap = () => seconds.push(Math.round((performance.now() - from) / 1_000));
  const tenants = await Promise.all([newTenant(stack), newTenant(stack)]);
  await Promise.all(tenants.map((tenant) => saveAll({ stack, tenant, slot: 'a' }, ...workflowsOf(stack))));
  const since = (await stack.simulator.requests()).at(-1)?.seq ?? 0;
  const load = new Load({ stack, tenants, random: random.fork(), callsPerTenant, everyMs });
  let killed: readonly Kill[];
  try {
    const meet = (id: ServiceId) => atWork(stack.simulator, id);
    killed = await torment({ stack, victims, kills, random: random.fork(), pauseMs, extraEnv, atWork: meet });
  } finally {
    await load.stop();
  }
  lap();
  await settled(tenants, { quietMs: QUIET_MS, patienceMs, deadlineMs: DEADLINE_MS });
  lap();
  const runs = (await Promise.all(tenants.map(runsOf))).flat();
  const [requests, results] = await Promise.all([requestsOf(stack, tenants, since), resultsOf(stack, tenants)]);
  const history = { events: load.sent, runs, requests, results };
  lap();
  return { kills: killed, history, violations: check(history), seed, seconds };
}

const SHOWN = 20;
const FOLDER = join(ROOT, 'test-results', 'e2e');

/** What a person needs to look into it; also left in `test-results/e2e`. */
export async function report(title: string, { kills, history, violations, seed, seconds }: KillRun): Promise<string> {
  const { events, runs, requests, results } = history;
  const counts = [...Map.groupBy(violations, ({ rule }) => rule)].map(([rule, all]) => `${rule}: ${all.length}`);
  const attempts = runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command?.attempts ?? []));
  const outcomes = [...Map.groupBy(attempts, ({ outcome }) => outcome)].map(
    ([name, all]) => `${name ?? 'none'}: ${all.length}`,
  );
  const answers = [...Map.groupBy(events, ({ answer }) => answer)].map(([name, all]) => `${name}: ${all.length}`);
  const text = [
    `HOOKSWITCH_SEED=${seed} repeats this run: ${title}`,
    `${events.length} events (${answers.join(', ')}), ${runs.length} runs, ${requests.length} requests, ${results.length} results`,
    `Attempts: ${outcomes.join(', ')}`,
    `Seconds: ${seconds.join(', ')}`,
    `Violations: ${counts.join(', ') || 'none'}`,
    ...violations.slice(0, SHOWN).map(({ rule, what }) => `  ${rule}: ${what}`),
    'Kills:',
    ...kills.map(({ at, service }) => `  ${at} ${service}`),
  ].join('\n');
  await writeFile(join(FOLDER, `${title}.txt`), `${text}\n`);
  return text;
}
