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

const DUE_KEYS = `
SELECT source_partition, key, ${msUntil('min(due_at)')} AS due_in FROM @commands
WHERE state = 'waiting' AND source_partition = ANY ($1::int[]) GROUP BY source_partition, key`;

const WAKEUPS = 'DELETE FROM @wakeups WHERE source_partition = ANY ($1::int[]) RETURNING source_partition, key';

const COUNT_READY = `
SELECT count(*) AS ready FROM (
  SELECT FROM unnest($1::int[], $2::text[]) AS p(source_partition, key)
    JOIN @commands c ON c.source_partition = p.source_partition AND c.key = p.key
  WHERE c.state = 'waiting' AND c.due_at <= statement_timestamp() LIMIT $3
) ready`;

const COUNTS = `
SELECT count(*) FILTER (WHERE state = 'waiting' AND next <> 'resume') AS waiting,
  count(*) FILTER (WHERE state = 'waiting' AND next = 'resume') AS pending,
  count(*) FILTER (WHERE state = 'running') AS running,
  COALESCE(GREATEST(0, -${msUntil('min(since)')}), 0) AS oldest,
  (SELECT COALESCE(sum(GREATEST(p.reltuples, 0)), 0)::bigint FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
    WHERE i.inhparent = '@commands'::regclass) AS rows
FROM @commands WHERE state = 'waiting' OR state = 'running'`;

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
    async dueKeys(partitions: readonly number[]): Promise<readonly DueKey[]> {
      return (await session.query<DueRow>(dueKeys, [partitions])).map(dueOf);
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
      const [row] = await session.query<CountsRow>(counts, []);
      const { waiting = 0, pending = 0, running = 0, oldest: oldestOpenMs = 0, rows = 0 } = row ?? {};
      return { waiting, pending, running, ended: Math.max(0, rows - waiting - pending - running), oldestOpenMs };
    },
  };
}

interface CountsRow extends Pick<LedgerCounts, 'waiting' | 'pending' | 'running'> {
  readonly oldest: number;
  readonly rows: number;
}
