import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '@hookswitch/persistence';
import { ledgerSchema } from '@hookswitch/platform';
import type { ServiceId } from '../../harness/stack.js';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { joins } from '../joins.js';
import { noneOf, notLive } from '../knocks.js';
import type { Lab } from '../lab.js';
import { answeredBetween, burntAttempts, deadCommands } from '../measures.js';

const FAR: readonly ServiceId[] = ['gateway', 'connector-http'];
const MAX_CONNECTIONS = 60;
const GROUND: GroundWanted = { database: { maxConnections: MAX_CONNECTIONS }, links: { postgres: FAR } };
const PER_SECOND = 50;
const LATENCY_MS = 500;
const EACH_MS = 12_000;
const BETWEEN_MS = 3_000;

/** A database that answers late, takes nobody in, and keeps a table to itself: work waits for it, and nobody's lot gets worse by that. */
export const postgresSlow: Experiment = {
  id: 'E9',
  title: 'Postgres is half a second away, has no connection left, and locks the table of commands',
  lab: { ground: GROUND },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const eachMs = order.minutes === undefined ? EACH_MS : (order.minutes * 60_000) / 3;
    let before = 0;
    let taken = 0;
    const found = await disturbed(lab, order, {
      perSecond: PER_SECOND,
      async fault() {
        before = joins(lab.stack);
        for (const id of FAR) lab.own?.links.to(id, 'postgres').latency(LATENCY_MS);
        await sleep(eachMs);
        for (const id of FAR) lab.own?.links.to(id, 'postgres').heal();
        await sleep(BETWEEN_MS);
        taken = await exhausted(lab, eachMs);
        await sleep(BETWEEN_MS);
        await locked(lab, eachMs);
      },
    });
    const { history, from, to } = found;
    const share = answeredBetween(history.events, [from, to]).length / ((PER_SECOND * (to - from)) / 1_000);
    return {
      ...found,
      injected: `${LATENCY_MS} ms, no free connection (${taken} taken), a locked table, ${eachMs / 1_000} s each`,
      claims: [
        atMost('rebalances', joins(lab.stack) - before, 0),
        atLeast('connections that were taken away', taken, 1),
        atLeast('share of events that were taken meanwhile', share, 0.9),
        atMost('attempts without a request', burntAttempts(history), 0),
        atMost('dead letters', deadCommands(history), 0),
        atMost('seconds until all had ended', found.recoverySeconds, 30),
        noneOf('services that ended', await notLive(lab.stack)),
      ],
    };
  },
};

/** Takes every connection that is left, and each that somebody gives up meanwhile. */
async function exhausted({ stack }: Lab, ms: number): Promise<number> {
  const pool = createPool(stack.databaseUrl, { max: MAX_CONNECTIONS });
  const until = Date.now() + ms;
  const held = [];
  try {
    while (Date.now() < until) {
      const one = await pool.connect().catch(() => undefined);
      if (one) held.push(one);
      else await sleep(100);
    }
    return held.length;
  } finally {
    for (const one of held) one.release();
    await pool.end();
  }
}

async function locked({ stack }: Lab, ms: number): Promise<void> {
  const pool = createPool(stack.databaseUrl, { max: 1, statementTimeoutMs: ms + 60_000 });
  const table = `${ledgerSchema('http')}.commands`;
  try {
    await pool.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${ms / 1_000}); COMMIT`);
  } finally {
    await pool.end();
  }
}
