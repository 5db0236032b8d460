import type { createPool } from '@hookswitch/persistence';
import type { TenantRun } from './history.js';

export type Pool = ReturnType<typeof createPool>;

/** Runs of these tenants with their commands and attempts, as the recorder has written them; thousands in one query. */
export async function recordedRuns(pool: Pool, tenants: readonly string[]): Promise<readonly TenantRun[]> {
  const { rows } = await pool.query<{ readonly run: TenantRun }>(RUNS, [tenants]);
  return rows.map(({ run }) => run);
}

/** A text that stays the same while nothing happens to these tenants' runs, and how many of them are open. */
export async function movement(
  pool: Pool,
  tenants: readonly string[],
): Promise<{ readonly mark: string; readonly open: number }> {
  const { rows } = await pool.query<{ readonly mark: string; readonly open: number }>(MOVEMENT, [tenants]);
  return rows[0] ?? { mark: '', open: 0 };
}

const MOVEMENT = `
SELECT count(*) FILTER (WHERE status = 'running')::int AS open, concat_ws(' ', count(*), count(ended_at), max(updated_at)) AS mark
FROM history.runs WHERE tenant = ANY($1) AND subject <> 'probe'`;

const RUNS = `
SELECT json_build_object(
  'id', r.id, 'tenant', r.tenant, 'status', r.status, 'reason', r.reason,
  'workflow', json_build_object('id', r.workflow_id, 'name', r.workflow_name, 'version', r.workflow_version),
  'event', json_build_object('id', r.event_id, 'source', r.event_source, 'type', r.event_type, 'subject', r.subject),
  'steps', coalesce((
    SELECT json_agg(json_build_object('id', s.step, 'kind', s.kind, 'status', s.status, 'command', CASE WHEN c.id IS NOT NULL THEN json_build_object(
      'id', c.id, 'connector', c.connector, 'status', c.status, 'reason', c.reason,
      'attempts', coalesce((
        SELECT json_agg(json_strip_nulls(json_build_object(
          'seq', a.seq, 'attempt', a.attempt, 'outcome', a.outcome, 'startedAt', a.started_at, 'finishedAt', a.finished_at)) ORDER BY a.seq)
        FROM history.attempts a WHERE a.command = c.id), '[]')) END) ORDER BY s.position)
    FROM history.steps s LEFT JOIN history.commands c ON c.id = s.command WHERE s.run = r.id), '[]')) AS run
FROM history.runs r WHERE r.tenant = ANY($1) AND r.subject <> 'probe'`;
