/**
 * Taken first in every transaction that touches runs ($1: their ids). Two recorders may have the two halves of one run in hand; each must
 * see what the other wrote before it says how the run stands. Locks go by bucket, so that a large batch needs no more than so many.
 */
export const LOCK_RUNS = `
SELECT pg_advisory_xact_lock(hashtext('hookswitch-history'), bucket)
FROM (SELECT DISTINCT hashtext(run::text) & 127 AS bucket FROM unnest($1::uuid[]) AS run ORDER BY bucket) buckets`;

/**
 * Brings the status of runs ($1: their ids) up to date with what is known of their stages and commands. A run is open while a command of
 * it is, or while the stage that follows an awaited step is missing. Afterwards the worst end counts; the end of an awaited action that the
 * run went on from does not.
 */
export const UPDATE_RUN_STATUS = `
WITH touched AS (SELECT DISTINCT unnest($1::uuid[]) AS id),
ends AS (
  SELECT s.run, s.status, s.reason, s.at,
    s.awaits IS NOT NULL AND NOT EXISTS (SELECT FROM history.stages n WHERE n.run = s.run AND n.after = s.awaits) AS open
  FROM history.stages s JOIN touched t ON t.id = s.run
  UNION ALL
  SELECT c.run, c.status, c.reason, c.updated_at,
    c.planned IS NOT NULL AND coalesce(c.status, 'waiting') NOT IN ('succeeded', 'skipped', 'cancelled', 'dead')
  FROM history.commands c JOIN touched t ON t.id = c.run
  WHERE NOT EXISTS (SELECT FROM history.stages n WHERE n.run = c.run AND n.after = c.step AND n.status <> 'dead' AND c.status = 'dead')
),
state AS (
  SELECT run, bool_or(open) AS open, max(at) AS at,
    CASE WHEN bool_or(status = 'dead') THEN 'dead' WHEN bool_or(status = 'cancelled') THEN 'cancelled'
         WHEN bool_or(status = 'skipped') THEN 'skipped' ELSE 'succeeded' END AS ended
  FROM ends GROUP BY run
)
UPDATE history.runs r SET
  status = CASE WHEN s.open THEN 'running' ELSE s.ended END,
  reason = CASE WHEN s.open THEN NULL
    ELSE (SELECT e.reason FROM ends e WHERE e.run = s.run AND e.status = s.ended AND e.reason IS NOT NULL ORDER BY e.at LIMIT 1) END,
  updated_at = s.at,
  ended_at = CASE WHEN s.open THEN NULL ELSE s.at END
FROM state s WHERE r.id = s.run`;
