import type { Pool } from 'pg';
import { DAY_MS, type Retention, type TenantRetention } from '../retention.js';
import { LOCK_RUNS } from './run-status.js';
import { inTransaction } from './transaction.js';

const RUNS = 500;
const ROWS = 5_000;

/** Tenants and, beside each, the time before which nothing of it is kept. */
type Kept = readonly [tenants: readonly string[], before: readonly string[]];

const KEPT = 'unnest($1::text[], $2::timestamptz[]) AS kept(tenant, before)';

/**
 * Deletes what is older than its tenant wants it kept, for all of them at once, in batches small enough to hold no lock for long. A run
 * goes in one piece. One that has not ended stays until the installation's own end: its delays may be older than the setting.
 */
export async function expireTenants(pool: Pool, now: number, retentions: readonly TenantRetention[]): Promise<void> {
  const events = keptBy(retentions, 'eventDays', now);
  const runs = keptBy(retentions, 'runDays', now);
  await untilFewer(ROWS, events, () => deleted(pool, rowsOf('events', 'id, tenant, source', 'received_at'), events));
  await untilFewer(RUNS, runs, () => deleteRuns(pool, runs));
  await untilFewer(ROWS, runs, () => deleted(pool, OF_NO_RUN, runs));
  await untilFewer(ROWS, runs, () => deleted(pool, rowsOf('dead_letters', '"partition", "offset"', 'at'), runs));
  await untilFewer(ROWS, runs, () => deleted(pool, rowsOf('decisions', 'tenant, letter, redrives', 'at'), runs));
  await untilFewer(ROWS, runs, () => deleted(pool, rowsOf('redrives', 'id', 'ended_at'), runs));
  await untilFewer(ROWS, runs, () => deleted(pool, rowsOf('deliveries', 'tenant, command, status', 'at'), runs));
}

function keptBy(retentions: readonly TenantRetention[], days: keyof Retention, now: number): Kept {
  const set = retentions.flatMap(({ tenant, [days]: kept }) => (kept === undefined ? [] : [{ tenant, kept }]));
  return [set.map(({ tenant }) => tenant), set.map(({ kept }) => new Date(now - kept * DAY_MS).toISOString())];
}

async function untilFewer(batch: number, [tenants]: Kept, work: () => Promise<number>): Promise<void> {
  if (tenants.length === 0) return;
  while ((await work()) >= batch);
}

const deleted = async (pool: Pool, text: string, kept: Kept): Promise<number> =>
  (await pool.query(text, [...kept])).rowCount ?? 0;

const rowsOf = (table: string, key: string, time: string): string => `
DELETE FROM history.${table} WHERE (${key}) IN (
  SELECT ${key.replaceAll(/[\w"]+/g, 'old.$&')} FROM ${KEPT} JOIN history.${table} old ON old.tenant = kept.tenant AND old.${time} < kept.before
  LIMIT ${ROWS} FOR UPDATE OF old SKIP LOCKED)`;

/** By its start too, which the index has, and no run ends before it. */
const OLD = 'r.tenant = kept.tenant AND r.started_at < kept.before AND r.ended_at < kept.before';

const FIND_RUNS = `SELECT r.id FROM ${KEPT} JOIN history.runs r ON ${OLD} LIMIT ${RUNS}`;

const DELETE_RUNS = `
WITH old AS (SELECT r.id FROM ${KEPT} JOIN history.runs r ON ${OLD} WHERE r.id = ANY ($3::uuid[])),
acted AS (DELETE FROM history.commands c USING old WHERE c.run = old.id RETURNING c.id),
tried AS (DELETE FROM history.attempts a USING acted WHERE a.command = acted.id),
stepped AS (DELETE FROM history.steps s USING old WHERE s.run = old.id),
decided AS (DELETE FROM history.stages s USING old WHERE s.run = old.id)
DELETE FROM history.runs r USING old WHERE r.id = old.id`;

/** Looked at again under the lock of all who write runs: one that goes on since it was found stays. */
const deleteRuns = (pool: Pool, kept: Kept): Promise<number> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(FIND_RUNS, [...kept]);
    const ids = rows.map(({ id }) => id);
    await client.query({ name: 'lock-runs', text: LOCK_RUNS, values: [ids] });
    await client.query(DELETE_RUNS, [...kept, ids]);
    return ids.length;
  });

/** Results that came after their run had gone, or whose run nobody told of; for as long as the log holds it, somebody may. */
const OF_NO_RUN = `
WITH old AS (
  SELECT c.id FROM ${KEPT} JOIN history.commands c ON c.tenant = kept.tenant AND c.updated_at < kept.before - interval '7 days'
  WHERE NOT EXISTS (SELECT FROM history.runs r WHERE r.id = c.run) LIMIT ${ROWS} FOR UPDATE OF c SKIP LOCKED
),
tried AS (DELETE FROM history.attempts a USING old WHERE a.command = old.id)
DELETE FROM history.commands c USING old WHERE c.id = old.id`;
