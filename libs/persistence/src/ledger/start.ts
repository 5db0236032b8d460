import type { Command, Json } from '@hookswitch/domain';
import type { NextStep, Started, StartedCommand, StartRequest } from './ledger.js';
import { dueOf, endedOf, type DueRow, type EndedRow } from './rows.js';
import type { Session } from './session.js';
import { END_DOOMED, IS_CANCELLED, IS_FIRST_RUNNING, msUntil } from './sql.js';

/** Columns of a running row, for {@link startedOf}. */
export const STARTED = `c.id, c.tenant, c.run, c.state, c.reason, c.source_partition, c.key, c.owner, c.grip, c.attempt, c.next, c.used,
  c.tries, c.redrives, c.pending, c.command, extract(epoch FROM statement_timestamp() - c.due_at)::float8 * 1000 AS late`;

const LOOK_AGAIN_MS = 1_000;

/** Of a key `p`: lanes whose next first attempt waits for an answer. A lane has one key. */
const LANES_AT_WORK = `
  SELECT ARRAY(SELECT r.lane FROM @commands r WHERE r.key = p.key AND ${IS_FIRST_RUNNING}) AS lanes`;
const IS_FREE = 'NOT (c.first AND c.lane = ANY (w.lanes))';

/**
 * C4, first half: for each key its first due rows, in one transaction with the look at cancelled runs. A first attempt starts only when
 * no first attempt of its lane is at work and nothing ahead of it in the lane stays behind; what another transaction has locked counts as
 * staying behind.
 */
const START = `
WITH pick AS (SELECT * FROM unnest($1::int[], $2::text[], $3::int[]) AS p(source_partition, key, wanted)),
due AS (
  SELECT d.* FROM pick p CROSS JOIN LATERAL (${LANES_AT_WORK}) w CROSS JOIN LATERAL (
    SELECT c.* FROM @commands c
    WHERE c.source_partition = p.source_partition AND c.key = p.key AND c.state = 'waiting' AND c.due_at <= statement_timestamp()
      AND NOT c.refs && $4::text[] AND ${IS_FREE}
    ORDER BY c.due_at, c.source_offset LIMIT p.wanted FOR UPDATE SKIP LOCKED
  ) d
),
judged AS (
  SELECT c.id, c.lane, c.source_offset, c.first, CASE
    WHEN ${IS_CANCELLED} THEN 'cancelled'
    WHEN c.next = 'perform' AND c.expires_at <= statement_timestamp() THEN 'skipped'
    WHEN c.give_up_at <= statement_timestamp() THEN CASE c.next WHEN 'reconcile' THEN 'unknown' ELSE 'exhausted' END
    END AS doom
  FROM due c
),
fate AS (
  SELECT c.id, CASE
    WHEN c.doom IS NOT NULL THEN c.doom
    WHEN c.first AND EXISTS (SELECT FROM @commands e WHERE e.lane = c.lane AND e.state = 'waiting' AND e.first
      AND e.source_offset < c.source_offset AND NOT EXISTS (SELECT FROM judged x WHERE x.id = e.id AND x.doom IS NOT NULL)) THEN 'blocked'
    ELSE 'start' END AS fate
  FROM judged c
),
doomed AS (SELECT id, fate FROM fate WHERE fate NOT IN ('start', 'blocked')),
${END_DOOMED},
started AS (
  UPDATE @commands c SET state = 'running', first = false, owner = $5, grip = c.grip + 1,
    attempt = c.attempt + CASE WHEN c.next = 'perform' THEN 1 ELSE 0 END,
    lease_until = statement_timestamp() + $6 * interval '1 ms'
  FROM fate f WHERE c.id = f.id AND f.fate = 'start'
  RETURNING c.*
),
begun AS (
  INSERT INTO @attempts (command, number, owner, started_at)
  SELECT id, attempt, owner, statement_timestamp() FROM started WHERE next = 'perform'
)
SELECT ${STARTED}, c.due_at, c.source_offset FROM started c
UNION ALL
SELECT ${STARTED}, c.due_at, c.source_offset FROM ended c
ORDER BY due_at, source_offset`;

/** What waits for an answer in its lane is looked for again after a while: mostly whoever settles that answer says so before. */
const REMAINING = `
SELECT p.source_partition, p.key, COALESCE(${msUntil('n.due_at')}, ${LOOK_AGAIN_MS}) AS due_in
FROM unnest($1::int[], $2::text[]) AS p(source_partition, key) CROSS JOIN LATERAL (${LANES_AT_WORK}) w LEFT JOIN LATERAL (
  SELECT c.due_at FROM @commands c
  WHERE c.source_partition = p.source_partition AND c.key = p.key AND c.state = 'waiting' AND NOT c.refs && $3::text[] AND ${IS_FREE}
  ORDER BY c.due_at LIMIT 1
) n ON true
WHERE n.due_at IS NOT NULL OR EXISTS (
  SELECT FROM @commands c
  WHERE c.source_partition = p.source_partition AND c.key = p.key AND c.state = 'waiting' AND NOT c.refs && $3::text[])`;

export interface StartedRow extends EndedRow {
  readonly source_partition: number;
  readonly key: string;
  readonly owner: string;
  readonly grip: number;
  readonly attempt: number;
  readonly next: NextStep;
  readonly used: number;
  readonly tries: number;
  readonly redrives: number;
  readonly pending: string | null;
  readonly command: string;
  readonly late: number;
}

export function starter(session: Session): (request: StartRequest) => Promise<Started> {
  const start = session.statement('start', START);
  const remaining = session.statement('remaining', REMAINING);
  return ({ owner, leaseMs, picks, broken }) => {
    const partitions = picks.map(({ partition }) => partition);
    const keys = picks.map(({ key }) => key);
    const limits = picks.map(({ limit }) => limit);
    return session.transaction('shared', async (transaction) => {
      const rows = await transaction.query<StartedRow>(start, [partitions, keys, limits, broken, owner, leaseMs]);
      const due = await transaction.query<DueRow>(remaining, [partitions, keys, broken]);
      return {
        running: rows.filter(isRunning).map(startedOf),
        ended: rows.filter((row) => !isRunning(row)).map(endedOf),
        due: due.map(dueOf),
      };
    });
  };
}

const isRunning = ({ state }: { readonly state: string }): boolean => state === 'running';

export const startedOf = (row: StartedRow): StartedCommand => ({
  id: row.id,
  grip: row.grip,
  partition: row.source_partition,
  key: row.key,
  command: JSON.parse(row.command) as Command,
  owner: row.owner,
  attempt: row.attempt,
  next: row.next,
  used: row.used,
  tries: row.tries,
  redrives: row.redrives,
  ...(row.pending !== null && { pending: JSON.parse(row.pending) as Json }),
  lateMs: Math.max(0, row.late),
});
