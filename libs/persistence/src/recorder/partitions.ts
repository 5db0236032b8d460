import type { Pool } from 'pg';
import { DAY_MS, MAX_RETENTION } from '../retention.js';

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** One gateway at a time: IF EXISTS and IF NOT EXISTS do not look again once another one has dropped or made it. */
const LOCK = "PERFORM pg_advisory_xact_lock(hashtext('hookswitch-history-partitions'));";

/** Makes the attempts' partitions of today and of the week ahead; called at start and once a day. */
export async function ensureAttemptPartitions(pool: Pool, now: number): Promise<void> {
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const [from, to] = [dayOf(now + ahead * DAY_MS), dayOf(now + (ahead + 1) * DAY_MS)];
    const name = `attempts_${from.replaceAll('-', '')}`;
    // Rows that came before their partition stand in the default one, which then refuses it: that day stays there.
    await pool.query(`DO $$ BEGIN
      ${LOCK}
      CREATE TABLE IF NOT EXISTS history.${name} PARTITION OF history.attempts FOR VALUES FROM ('${from}') TO ('${to}');
    EXCEPTION WHEN check_violation THEN NULL; END $$`);
  }
}

const BATCH = 5_000;

/** Deletes what no tenant keeps any longer, in batches small enough to hold no lock for long. */
export async function expireHistory(pool: Pool, now: number): Promise<void> {
  const eventsBefore = new Date(now - MAX_RETENTION.eventDays * DAY_MS).toISOString();
  const runsBefore = new Date(now - MAX_RETENTION.runDays * DAY_MS).toISOString();
  await inBatches(pool, 'events', 'id, tenant, source', 'received_at < $1', eventsBefore);
  await inBatches(pool, 'coverage', 'topic, "partition", from_offset', 'recorded_at < $1', eventsBefore);
  await inBatches(pool, 'dead_letters', '"partition", "offset"', 'at < $1', runsBefore);
  await inBatches(pool, 'decisions', 'tenant, letter, redrives', 'at < $1', runsBefore);
  await inBatches(pool, 'redrives', 'id', 'ended_at < $1', runsBefore);
  const ofOldRun = 'run IN (SELECT id FROM history.runs WHERE coalesce(ended_at, updated_at) < $1)';
  await inBatches(pool, 'commands', 'id', ofOldRun, runsBefore);
  await inBatches(pool, 'steps', 'run, step', ofOldRun, runsBefore);
  await inBatches(pool, 'stages', 'run, after', ofOldRun, runsBefore);
  await inBatches(pool, 'runs', 'id', 'coalesce(ended_at, updated_at) < $1', runsBefore);
  // A result that came after its run had gone, or whose run nobody told of.
  const ofNoRun = 'updated_at < $1 AND NOT EXISTS (SELECT FROM history.runs r WHERE r.id = run)';
  await inBatches(pool, 'commands', 'id', ofNoRun, runsBefore);
  await inBatches(pool, 'deliveries', 'tenant, command, status', 'at < $1', runsBefore);
  await inBatches(pool, 'attempts_default', 'day, command, seq', 'day < $1::date', dayOf(Date.parse(runsBefore)));
  await dropAttemptPartitions(pool, dayOf(Date.parse(runsBefore)));
}

async function inBatches(pool: Pool, table: string, key: string, old: string, before: string): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `DELETE FROM history.${table} WHERE (${key}) IN (SELECT ${key} FROM history.${table} WHERE ${old} LIMIT ${BATCH})`,
      [before],
    );
    if ((rowCount ?? 0) < BATCH) return;
  }
}

async function dropAttemptPartitions(pool: Pool, before: string): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = 'history' AND relname ~ '^attempts_\\d{8}$' AND relname < $1`,
    [`attempts_${before.replaceAll('-', '')}`],
  );
  for (const { name } of rows) await pool.query(`DO $$ BEGIN ${LOCK} DROP TABLE IF EXISTS history.${name}; END $$`);
}
