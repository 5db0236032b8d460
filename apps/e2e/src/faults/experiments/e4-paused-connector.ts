import { setTimeout as sleep } from 'node:timers/promises';
import { isEndState } from '@hookswitch/domain';
import { ledgerSchema } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Experiment, type Findings, type Order } from '../experiment.js';
import type { SeenResult } from '../history/history.js';
import type { Lab } from '../lab.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { ownShare } from '../own-share.js';

const PER_SECOND = 20;
const DESTINATIONS = [0, 1];
/** What is under way when the process stands still is answered meanwhile, and the answer is bad news. */
const SLOW_FAILURE = { kind: 'answer', status: 503, afterMs: 800 } as const;
const SLOW = { kind: 'answer', status: 200, afterMs: 300 } as const;
const UNDER_WAY = 3;
/** Longer than session (6 s) and lease (3 s) together. */
const PAUSE_MS = 10_000;
const MORE_LOAD_MS = 2_000;
const NOTICES_MS = 6_000;
const FENCED = 'an outcome came after its lease';

/** A process that stands still loses its partitions and its attempts; what it says when it goes on must not undo what was done meanwhile. */
export const pausedConnector: Experiment = {
  id: 'E4',
  title: 'a connector stands still for longer than its session and its lease, and then goes on',
  isShort: true,
  lab: { destinations: DESTINATIONS.length, replicas: { 'connector-http': 2 }, env: { HOOKSWITCH_LEASE_SECONDS: '3' } },
  async run(lab, order) {
    const pauseMs = order.minutes === undefined ? PAUSE_MS : order.minutes * 60_000;
    const findings = await pausedUnderLoad(lab, order, { pauseMs });
    return { ...findings, claims: [...findings.claims, await keptAsEvidence(lab)] };
  },
};

export interface PauseOptions {
  readonly pauseMs?: number;
  /** Of the process that stands still. */
  readonly extraEnv?: Readonly<Record<string, string>>;
  /** As of `conclude`. */
  readonly patienceMs?: number;
}

/** One replica of the connector works and stands still, the other comes up meanwhile. */
export async function pausedUnderLoad(
  lab: Lab,
  { random, say }: Pick<Order, 'random' | 'say'>,
  { pauseMs = PAUSE_MS, extraEnv, patienceMs = 30_000 }: PauseOptions,
): Promise<Findings> {
  const [first, second] = [lab.stack.service('connector-http'), lab.stack.service('connector-http#2')];
  await second.end();
  if (extraEnv) {
    await first.end();
    first.start(extraEnv);
    await first.ready();
  }
  const tenants = await beginLines(lab, 3);
  await setAll(lab, SLOW);
  const { urls } = lab.stack;
  const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 2 });
  const underWay = await met(lab);
  first.signal('SIGSTOP');
  say(`stands still with ${underWay} requests under way`);
  await setAll(lab, SLOW);
  second.start();
  await second.ready();
  await sleep(pauseMs);
  first.signal('SIGCONT');
  await eventually('the late outcomes', () => first.log().includes(FENCED), { timeoutMs: NOTICES_MS }).catch(() => 0);
  await sleep(MORE_LOAD_MS);
  await stream.stop();
  const own = ownShare(lab, tenants);
  const all = { tenants, sent: stream.sent, model: linesModel(), patienceMs };
  const { history, violations, seconds } = await conclude(own, all);
  return {
    ...{ history, violations, recoverySeconds: seconds },
    load: `${PER_SECOND} events/s, 3 tenants, 2 destinations`,
    injected: `SIGSTOP for ${pauseMs / 1_000} s`,
    claims: [
      atLeast('requests under way when it stood still', underWay, 1),
      atMost('ends that were overwritten', overwritten(history.results), 0),
      { what: 'the same process goes on', measured: String(first.isRunning), holds: first.isRunning },
    ],
  };
}

/** How many requests will fail after the process has been stopped. */
async function met(lab: Lab): Promise<number> {
  const from = lab.sink.kept().length;
  await eventually('load', () => lab.sink.kept().length > from + PER_SECOND, { everyMs: 50 });
  await setAll(lab, SLOW_FAILURE);
  const failing = () => lab.sink.kept().filter(({ status }) => status === SLOW_FAILURE.status).length;
  await eventually('requests under way', () => failing() >= UNDER_WAY, { everyMs: 10 });
  return failing();
}

const setAll = (lab: Lab, script: typeof SLOW | typeof SLOW_FAILURE): Promise<unknown> =>
  Promise.all(DESTINATIONS.map((destination) => lab.sink.set(destination, script)));

/** Commands of which anything was said after their end. */
function overwritten(results: readonly SeenResult[]): number {
  const byCommand = Map.groupBy(results, ({ command }) => command);
  return [...byCommand.values()].filter((said) => {
    const states = new Map(said.flatMap(({ seq, status }) => (status === undefined ? [] : [[seq, status]])));
    const end = Math.min(...[...states].flatMap(([seq, status]) => (isEndState(status) ? [seq] : [])));
    return [...states.keys()].some((seq) => seq > end);
  }).length;
}

async function keptAsEvidence({ pool }: Lab) {
  const { rows } = await pool.query<{ readonly late: number }>(
    `SELECT count(*)::int AS late FROM ${ledgerSchema('http')}.attempts WHERE late_outcome IS NOT NULL`,
  );
  return atLeast('outcomes that came too late and are kept as evidence', rows[0]?.late ?? 0, 1);
}
