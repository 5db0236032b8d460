import type { Pool } from 'pg';

const DAY_MS = 86_400_000;
const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** Makes the attempts' partitions of today and of the week ahead; called at start and once a day. */
export async function ensureAttemptPartitions(pool: Pool, now: number): Promise<void> {
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const [from, to] = [dayOf(now + ahead * DAY_MS), dayOf(now + (ahead + 1) * DAY_MS)];
    const name = `attempts_${from.replaceAll('-', '')}`;
    // Rows that came before their partition stand in the default one, which then refuses it: that day stays there.
    await pool.query(`DO $$ BEGIN
      CREATE TABLE IF NOT EXISTS history.${name} PARTITION OF history.attempts FOR VALUES FROM ('${from}') TO ('${to}');
    EXCEPTION WHEN check_violation THEN NULL; END $$`);
  }
}

export interface Retention {
  readonly eventDays: number;
  readonly runDays: number;
}
export const DEFAULT_RETENTION: Retention = { eventDays: 7, runDays: 30 };

const BATCH = 5_000;

/** Deletes what is past its retention, in batches small enough to hold no lock for long. Returns how many rows went. */
export async function expireHistory(
  pool: Pool,
  now: number,
  retention: Retention = DEFAULT_RETENTION,
): Promise<number> {
  const eventsBefore = new Date(now - retention.eventDays * DAY_MS).toISOString();
  const runsBefore = new Date(now - retention.runDays * DAY_MS).toISOString();
  let deleted = 0;
  deleted += await inBatches(pool, 'events', 'id, tenant, source', 'received_at < $1', eventsBefore);
  deleted += await inBatches(pool, 'coverage', 'topic, "partition", from_offset', 'recorded_at < $1', eventsBefore);
  deleted += await inBatches(pool, 'dead_letters', '"partition", "offset"', 'at < $1', runsBefore);
  for (const table of ['commands', 'steps', 'stages']) {
    const old = `run IN (SELECT id FROM history.runs WHERE coalesce(ended_at, updated_at) < $1)`;
    const key = table === 'commands' ? 'id' : table === 'steps' ? 'run, step' : 'run, after';
    deleted += await inBatches(pool, table, key, old, runsBefore);
  }
  deleted += await inBatches(pool, 'runs', 'id', 'coalesce(ended_at, updated_at) < $1', runsBefore);
  await dropAttemptPartitions(pool, dayOf(now - retention.runDays * DAY_MS));
  return deleted;
}

async function inBatches(pool: Pool, table: string, key: string, old: string, before: string): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await pool.query(
      `DELETE FROM history.${table} WHERE (${key}) IN (SELECT ${key} FROM history.${table} WHERE ${old} LIMIT ${BATCH})`,
      [before],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}

async function dropAttemptPartitions(pool: Pool, before: string): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = 'history' AND relname ~ '^attempts_\\d{8}$' AND relname < $1`,
    [`attempts_${before.replaceAll('-', '')}`],
  );
  for (const { name } of rows) await pool.query(`DROP TABLE history.${name}`);
}
