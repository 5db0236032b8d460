import type { Command } from '@hookswitch/domain';
import type { DueKey, Grip, LedgerCounts, PartitionKey, StartedCommand } from './ledger.js';
import { dueOf, grips, type DueRow } from './rows.js';
import type { Session } from './session.js';
import { msUntil } from './sql.js';
import { STARTED, startedOf, type StartedRow } from './start.js';

/** By their ids, whether they have ended or not, as long as they are kept. */
const FIND = 'SELECT command FROM @commands WHERE id = ANY ($1::uuid[])';

const RENEW = `
UPDATE @commands c SET lease_until = statement_timestamp() + $4 * interval '1 ms'
FROM unnest($2::uuid[], $3::int[]) AS g(id, grip)
WHERE c.id = g.id AND c.grip = g.grip AND c.state = 'running' AND c.owner = $1 RETURNING c.id`;

const LOST = `
SELECT ${STARTED} FROM @commands c
WHERE c.state = 'running' AND c.source_partition = ANY ($1::int[]) AND c.lease_until < statement_timestamp()
  AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::int[]) AS g(id, grip) WHERE g.id = c.id AND g.grip = c.grip)
ORDER BY c.lease_until LIMIT 100`;

/**
 * Walks the index a few rows at a time and then goes on behind the last key, so that neither a key with a million rows nor a million keys
 * make it read more than it tells.
 */
const DUE_KEYS = `
WITH RECURSIVE step AS (
  SELECT 0 AS number, $2::text AS last, NULL::text[] AS keys, NULL::timestamptz[] AS dues
  UNION ALL
  SELECT s.number + 1, f.last, f.keys, f.dues FROM step s CROSS JOIN LATERAL (
    SELECT max(k.key) AS last, array_agg(k.key) AS keys, array_agg(k.due_at) AS dues FROM (
      SELECT key, min(due_at) AS due_at FROM (
        SELECT key, due_at FROM @commands
        WHERE state = 'waiting' AND source_partition = $1 AND key > s.last ORDER BY key, due_at LIMIT 128
      ) next GROUP BY key
    ) k
  ) f WHERE s.number < 8 AND s.last IS NOT NULL
)
SELECT $1::int AS source_partition, d.key, ${msUntil('d.due_at')} AS due_in
FROM step s CROSS JOIN LATERAL unnest(s.keys, s.dues) AS d(key, due_at) ORDER BY d.key`;

/** As far as the last vacuum or analyze knows. */
function rowsOf(relation: string): string {
  return `SELECT COALESCE(sum(GREATEST(p.reltuples, 0)), 0)::bigint FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
    WHERE i.inhparent = '${relation}'::regclass`;
}

const WAKEUPS = 'DELETE FROM @wakeups WHERE source_partition = ANY ($1::int[]) RETURNING source_partition, key';

const COUNT_READY = `
SELECT count(*) AS ready FROM (
  SELECT FROM unnest($1::int[], $2::text[]) AS p(source_partition, key)
    JOIN @commands c ON c.source_partition = p.source_partition AND c.key = p.key
  WHERE c.state = 'waiting' AND c.due_at <= statement_timestamp() LIMIT $3
) ready`;

/** Exact up to a limit; above it from what Postgres knows of its index, and the shares and the age of those that will be given up first. */
const COUNTS = `
WITH counted AS (
  SELECT count(*) AS open, count(*) FILTER (WHERE next = 'resume') AS pending, min(since) AS oldest
  FROM (SELECT next, since FROM @commands WHERE state = 'waiting' ORDER BY deadline_at LIMIT $1) w
),
running AS (SELECT count(*) AS running, min(since) AS oldest FROM @commands WHERE state = 'running'),
estimated AS (
  SELECT CASE WHEN w.open < $1 THEN w.open ELSE GREATEST(w.open, (${rowsOf('@commands_due')})) END AS open FROM counted w
)
SELECT e.open::float8 AS open, COALESCE(round(e.open * w.pending / NULLIF(w.open, 0)), 0)::float8 AS pending, r.running,
  COALESCE(GREATEST(0, -${msUntil('LEAST(w.oldest, r.oldest)')}), 0) AS oldest, (${rowsOf('@commands')})::float8 AS rows
FROM counted w, running r, estimated e`;

export function looker(session: Session) {
  const find = session.statement('find', FIND);
  const renew = session.statement('renew', RENEW);
  const lost = session.statement('lost', LOST);
  const dueKeys = session.statement('due-keys', DUE_KEYS);
  const wakeups = session.statement('wakeups', WAKEUPS);
  const ready = session.statement('count-ready', COUNT_READY);
  const counts = session.statement('counts', COUNTS);
  return {
    async find(ids: readonly string[]): Promise<readonly Command[]> {
      const rows = await session.query<{ command: string }>(find, [ids]);
      return rows.map(({ command }) => JSON.parse(command) as Command);
    },
    async renew(owner: string, attempts: readonly Grip[], leaseMs: number): Promise<readonly string[]> {
      const rows = await session.query<{ id: string }>(renew, [owner, ...grips(attempts), leaseMs]);
      return rows.map(({ id }) => id);
    },
    async lost(partitions: readonly number[], except: readonly Grip[]): Promise<readonly StartedCommand[]> {
      return (await session.query<StartedRow>(lost, [partitions, ...grips(except)])).map(startedOf);
    },
    async dueKeys(partition: number, after = ''): Promise<readonly DueKey[]> {
      const rows = await session.transaction('shared', (transaction) =>
        transaction.query<DueRow>(dueKeys, [partition, after]),
      );
      return rows.map(dueOf);
    },
    async wakeups(partitions: readonly number[]): Promise<readonly PartitionKey[]> {
      const rows = await session.query<Omit<DueRow, 'due_in'>>(wakeups, [partitions]);
      return rows.map(({ source_partition, key }) => ({ partition: source_partition, key }));
    },
    async countReady(keys: readonly PartitionKey[], limit: number): Promise<number> {
      const values = [keys.map(({ partition }) => partition), keys.map(({ key }) => key), limit];
      return (await session.query<{ ready: number }>(ready, values))[0]?.ready ?? 0;
    },
    async counts(): Promise<LedgerCounts> {
      const [row] = await session.transaction('shared', (transaction) =>
        transaction.query<CountsRow>(counts, [COUNTED]),
      );
      const { open = 0, pending = 0, running = 0, oldest: oldestOpenMs = 0, rows = 0 } = row ?? {};
      const ended = Math.max(0, rows - open - running);
      return { waiting: open - pending, pending, running, ended, oldestOpenMs };
    },
  };
}

const COUNTED = 10_000;

interface CountsRow extends Pick<LedgerCounts, 'pending' | 'running'> {
  /** Waiting and pending. */
  readonly open: number;
  readonly oldest: number;
  readonly rows: number;
}
