import type { Session } from './session.js';

const PRUNE = `
WITH old AS (
  SELECT c.id FROM @commands c
  WHERE c.ended_at < statement_timestamp() - $1 * interval '1 ms' AND NOT EXISTS (SELECT FROM @outbox o WHERE o.command = c.id)
  ORDER BY c.ended_at LIMIT $2 FOR UPDATE SKIP LOCKED
),
tried AS (DELETE FROM @attempts a USING old WHERE a.command = old.id),
gone AS (DELETE FROM @commands c USING old WHERE c.id = old.id RETURNING c.id),
forgotten AS (
  DELETE FROM @cancelled_runs WHERE (tenant, run) IN (
    SELECT tenant, run FROM @cancelled_runs WHERE at < statement_timestamp() - $1 * interval '1 ms' ORDER BY at LIMIT $2)
  RETURNING run
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM forgotten) AS gone`;

export function pruner(session: Session) {
  const prune = session.statement('prune', PRUNE);
  return async ({ olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number }): Promise<number> =>
    (await session.query<{ gone: number }>(prune, [olderThanMs, limit]))[0]?.gone ?? 0;
}
