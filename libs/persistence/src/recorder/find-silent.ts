import type { Pool } from 'pg';
import type { Found, SilentCommand, SilentQuery, StuckRun } from './account.js';

/** When the next news of a command is due: as its last result said, else when it may be begun, else when it was last heard of. */
const DUE = `coalesce(next_attempt_at, CASE WHEN status IS NULL THEN (planned->'command'->>'notBefore')::timestamptz END, updated_at)`;
const OPEN = `(status IS NULL OR status IN ('waiting', 'pending'))`;

/** An attempt may take its whole time-out before there is news. */
const SILENT = `
SELECT id, tenant, run, connector, ${DUE} AS due, runs_partition, runs_offset, count(*) OVER ()::int AS count
FROM history.commands
WHERE ${OPEN} AND planned IS NOT NULL AND tenant <> ALL ($3::text[]) AND updated_at < $1::timestamptz
  AND ${DUE} + make_interval(secs => coalesce((planned->'command'->>'timeoutMs')::float8, 0) / 1000) < $1::timestamptz
ORDER BY due, id LIMIT $2`;

interface CommandRow {
  readonly id: string;
  readonly tenant: string;
  readonly run: string;
  readonly connector: string;
  readonly due: Date;
  readonly runs_partition: number | null;
  readonly runs_offset: string | null;
  readonly count: number;
}

const before = (now: number, graceMs: number): string => new Date(now - graceMs).toISOString();

/** See `Accounts.silent`. */
export async function findSilent(
  pool: Pool,
  now: number,
  graceMs: number,
  { limit, except = [] }: SilentQuery,
): Promise<Found<SilentCommand>> {
  const { rows } = await pool.query<CommandRow>(SILENT, [before(now, graceMs), limit, except]);
  return { count: rows[0]?.count ?? 0, first: rows.map(silentOf) };
}

const silentOf = ({ id, tenant, run, connector, due, runs_partition, runs_offset }: CommandRow): SilentCommand => ({
  ...{ id, tenant, run, connector, dueAt: due.toISOString() },
  ...(runs_partition !== null &&
    runs_offset !== null && { position: { partition: runs_partition, offset: Number(runs_offset) } }),
});

const STUCK = `
SELECT id, tenant, updated_at AS since, count(*) OVER ()::int AS count
FROM history.runs r
WHERE status = 'running' AND updated_at < $1::timestamptz
  AND NOT EXISTS (SELECT FROM history.commands c WHERE c.run = r.id AND c.planned IS NOT NULL AND ${OPEN.replaceAll('status', 'c.status')})
ORDER BY updated_at, id LIMIT $2`;

/** See `Accounts.stuck`. */
export async function findStuck(pool: Pool, now: number, graceMs: number, limit: number): Promise<Found<StuckRun>> {
  const { rows } = await pool.query<{ id: string; tenant: string; since: Date; count: number }>(STUCK, [
    before(now, graceMs),
    limit,
  ]);
  const first = rows.map(({ id, tenant, since }) => ({ id, tenant, since: since.toISOString() }));
  return { count: rows[0]?.count ?? 0, first };
}
