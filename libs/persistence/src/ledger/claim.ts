import { createHash } from 'node:crypto';
import type { Command } from '@hookswitch/domain';
import type { Claimed, ClaimedCommand } from './ledger.js';
import { dueOf, endedOf, textOf, type DueRow, type EndedRow } from './rows.js';
import type { Session } from './session.js';
import { intoOutbox, msUntil } from './sql.js';

/**
 * C2. A first attempt is never due before those ahead of it in its lane, so that the order of due times is the order of the lane
 * and a start finds the next row of a key without looking at all that wait behind it.
 */
const CLAIM = `
WITH input AS (
  SELECT i.*, to_timestamp(not_before_s) AS not_before, to_timestamp(expires_at_s) AS expires_at
  FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::uuid[], $8::text[], $9::float8[], $10::float8[],
      $11::float8[], $12::float8[], $13::text[], $14::text[])
    AS i(id, tenant, run, source_offset, key, lane, refs, not_before_s, expires_at_s, expires_after, max_elapsed, refused, command)
),
ordered AS (
  SELECT i.*, EXISTS (SELECT FROM @cancelled_runs x WHERE x.tenant = i.tenant AND x.run = i.run) AS is_cancelled,
    GREATEST(statement_timestamp(), max(i.not_before) OVER (PARTITION BY i.lane ORDER BY i.source_offset), last.due_at) AS due_at
  FROM input i LEFT JOIN LATERAL (
    SELECT w.due_at FROM @commands w WHERE w.lane = i.lane AND w.state = 'waiting' AND w.first ORDER BY w.source_offset DESC LIMIT 1
  ) last ON true
),
claimed AS (
  INSERT INTO @commands (id, tenant, run, source_partition, source_offset, key, lane, refs, due_at, since, give_up_at, expires_at,
    expires_after, command, state, reason, first, seq, ended_at, end_seq, end_error)
  SELECT id, tenant, run, $1, source_offset, key, lane, string_to_array(refs, E'\\n'), due_at, due_at,
    due_at + max_elapsed * interval '1 ms', expires_at, expires_after * interval '1 ms', command, s.state,
    CASE s.state WHEN 'cancelled' THEN 'cancelled' WHEN 'dead' THEN 'rejected' END, s.state = 'waiting',
    CASE WHEN s.state = 'waiting' THEN 0 ELSE 1 END, CASE WHEN s.state <> 'waiting' THEN statement_timestamp() END,
    CASE WHEN s.state <> 'waiting' THEN 1 END, CASE WHEN s.state = 'dead' THEN refused END
  FROM ordered CROSS JOIN LATERAL
    (SELECT CASE WHEN is_cancelled THEN 'cancelled' WHEN refused IS NOT NULL THEN 'dead' ELSE 'waiting' END AS state) s
  ORDER BY source_offset
  ON CONFLICT (id) DO NOTHING
  RETURNING *
),
told AS (${intoOutbox('claimed', { where: "state <> 'waiting'" })}),
known AS (SELECT c.* FROM @commands c JOIN input i ON i.id = c.id),
healed AS (
  INSERT INTO @outbox (source_partition, command, seq, redrives, attempt, status, reason, outcome, error, finished_at)
  SELECT source_partition, id, end_seq, redrives, attempt, state, reason, end_outcome, end_error, ended_at
  FROM known WHERE ended_at IS NOT NULL ON CONFLICT (command, seq) DO NOTHING
)
SELECT id, tenant, run, state, reason, source_partition, key, ${msUntil('due_at')} AS due_in, true AS fresh FROM claimed
UNION ALL
SELECT id, tenant, run, state, reason, source_partition, key, ${msUntil('due_at')}, false FROM known WHERE state = 'waiting'`;

type Row = EndedRow & DueRow & { readonly fresh: boolean };

export function claimer(
  session: Session,
): (partition: number, commands: readonly ClaimedCommand[]) => Promise<Claimed> {
  const statement = session.statement('claim', CLAIM);
  return async (partition, commands) => {
    if (commands.length === 0) return { fresh: 0, due: [], ended: [] };
    const values = [partition, ...columnsOf(commands)];
    const rows = await session.transaction('shared', (transaction) => transaction.query<Row>(statement, values));
    return {
      fresh: rows.filter(({ fresh }) => fresh).length,
      due: firstOfEachKey(rows.filter(isWaiting)).map(dueOf),
      ended: rows.filter((row) => !isWaiting(row)).map(endedOf),
    };
  };
}

const isWaiting = ({ state }: { readonly state: string }): boolean => state === 'waiting';

function firstOfEachKey(rows: readonly Row[]): readonly Row[] {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const known = first.get(row.key);
    if (known === undefined || row.due_in < known.due_in) first.set(row.key, row);
  }
  return [...first.values()];
}

const columnsOf = (commands: readonly ClaimedCommand[]): readonly unknown[] => [
  commands.map(({ command }) => command.id),
  commands.map(({ command }) => textOf(command.tenant)),
  commands.map(({ command }) => command.run),
  commands.map(({ offset }) => offset),
  commands.map(({ key }) => textOf(key)),
  commands.map(laneOf),
  commands.map(({ refs }) => textOf(refs.join('\n'))),
  commands.map(({ command }) => epochSeconds(command.notBefore)),
  commands.map(({ command }) => epochSeconds(command.expiresAt)),
  commands.map(({ command }) => expiresAfter(command)),
  commands.map(({ command }) => Math.min(command.retry.maxElapsed, LONGEST_MS)),
  commands.map(({ command }) => (command.refused === undefined ? null : JSON.stringify(command.refused))),
  commands.map(({ command }) => JSON.stringify(command)),
];

const LONGEST_MS = 366 * 86_400_000;

/** Postgres refuses some dates that JavaScript reads (30 February, the year 0), so times go there as numbers. */
function epochSeconds(time: string | undefined): number | null {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? null : ms / 1_000;
}

/** Rows of one lane share it and rows of others almost surely do not; a digest keeps the index small whatever the subject. */
const laneOf = ({ command, key }: ClaimedCommand): string =>
  createHash('md5')
    .update(JSON.stringify([command.tenant, key, command.lane]))
    .digest('hex');

/** A redrive starts the expiry afresh, with as long as the action gave in the beginning. */
function expiresAfter({ expiresAt, event, issuedAt }: Command): number | null {
  const from = Math.min(Date.parse(event.time), Date.parse(issuedAt));
  const ms = Date.parse(expiresAt ?? '') - from;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
