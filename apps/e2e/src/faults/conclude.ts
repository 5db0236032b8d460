import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import { readableTexts, secretsIn } from '../harness/find-secrets.js';
import type { Tenant } from '../harness/tenant.js';
import { unrest } from './history/at-rest.js';
import { check, type Violation } from './history/checker.js';
import { explain } from './history/explain.js';
import { movement, recordedRuns } from './history/from-database.js';
import { resultsOf } from './history/collect.js';
import type { History, Model, SeenRequest, SentEvent } from './history/history.js';
import type { Lab } from './lab.js';

export interface Concluding {
  readonly tenants: readonly Tenant[];
  readonly sent: readonly SentEvent[];
  readonly model: Model;
  /** How long nothing may change, while runs are open, before they are called lost; default 30 s. */
  readonly patienceMs?: number;
  /** Default 10 minutes. */
  readonly deadlineMs?: number;
}

const LOOK_MS = 500;
const QUIET_MS = 4_000;
const REST_MS = 20_000;

/** Waits until nothing goes on any more, then holds everybody's story against the model. `seconds`: until the last run ended. */
export async function conclude(
  lab: Lab,
  { tenants, sent, model, patienceMs = 30_000, deadlineMs = 600_000 }: Concluding,
): Promise<{ readonly history: History; readonly violations: readonly Violation[]; readonly seconds: number }> {
  const ids = tenants.map(({ id }) => id);
  const seconds = await settled(lab, ids, { patienceMs, deadlineMs });
  const left = await atRest(lab);
  const [runs, results] = await Promise.all([recordedRuns(lab.pool, ids), resultsOf(lab.stack, tenants)]);
  const history = { events: sent, runs, requests: requestsOf(lab), results };
  const violations = [
    ...explain(check(history, model), history, model),
    ...left,
    ...(await secrets(lab, tenants, sent)),
  ];
  return { history, violations, seconds };
}

/** Of more than that, all that was ever written does not fit into memory. */
const READABLE_EVENTS = 20_000;

/** What tenants keep secret stands in no log, topic, table or metric (I8). */
async function secrets(
  { stack }: Lab,
  tenants: readonly Tenant[],
  sent: readonly SentEvent[],
): Promise<readonly Violation[]> {
  if (sent.length > READABLE_EVENTS) return [];
  return secretsIn(await readableTexts(stack), tenants).map((what) => ({ rule: 'secret', what }));
}

/** Commits and the like come a moment after the last result. */
async function atRest(lab: Lab): Promise<readonly Violation[]> {
  let last: readonly Violation[] = [];
  const isAtRest = async () => {
    last = await unrest(lab);
    return last.length === 0;
  };
  await eventually('rest', isAtRest, { timeoutMs: REST_MS, everyMs: LOOK_MS }).catch(() => undefined);
  return last;
}

async function settled(
  { pool }: Lab,
  tenants: readonly string[],
  { patienceMs, deadlineMs }: { readonly patienceMs: number; readonly deadlineMs: number },
): Promise<number> {
  const from = performance.now();
  let before = '';
  let since = from;
  while (performance.now() - from < deadlineMs) {
    const { mark, open } = await movement(pool, tenants);
    if (mark !== before) [before, since] = [mark, performance.now()];
    if (performance.now() - since >= (open > 0 ? patienceMs : QUIET_MS)) break;
    await sleep(LOOK_MS);
  }
  return (since - from) / 1_000;
}

const requestsOf = ({ sink }: Lab): readonly SeenRequest[] =>
  sink.kept().map(({ seq, at, tenant, command, digest, status, effect, destination }) => ({
    ...{ seq, at, tenant, command, digest, provider: `line-${destination}` },
    throttled: status === 429,
    answered: status >= 200 && status < 300,
    succeeded: effect || (status >= 200 && status < 300),
  }));
