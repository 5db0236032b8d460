/** Puts the results of the rows of a CTE into the outbox; the CTE returns whole rows of `commands` as they are now. */
export const intoOutbox = (rows: string, { where = 'true', outcome = 'NULL', error = 'end_error' } = {}): string => `
  INSERT INTO @outbox (source_partition, command, seq, redrives, attempt, status, reason, outcome, error, finished_at, next_attempt_at)
  SELECT source_partition, id, seq, redrives, attempt,
    CASE WHEN state <> 'waiting' THEN state WHEN next = 'resume' THEN 'pending' ELSE 'waiting' END,
    reason, ${outcome}, ${error}, COALESCE(ended_at, statement_timestamp()), CASE WHEN state = 'waiting' THEN due_at END
  FROM ${rows} WHERE ${where}`;

/**
 * Ends rows without an attempt. The CTE `doomed` gives id and fate: `cancelled`, `skipped` (expired), or a reason of `dead`.
 * A row with an unknown attempt may have had its effect, so it never ends cancelled or skipped. One that ends dead says what its last
 * attempt met.
 */
export const END_DOOMED = `
  ended AS (
    UPDATE @commands c SET
      state = CASE WHEN d.fate IN ('cancelled', 'skipped') AND c.unknowns = 0 THEN d.fate ELSE 'dead' END,
      reason = CASE WHEN d.fate NOT IN ('cancelled', 'skipped') THEN d.fate WHEN c.unknowns > 0 THEN 'unknown'
        WHEN d.fate = 'skipped' THEN 'expired' ELSE d.fate END,
      seq = c.seq + 1, first = false, owner = NULL, lease_until = NULL,
      ended_at = statement_timestamp(), end_seq = c.seq + 1, end_outcome = NULL,
      end_error = CASE WHEN d.fate NOT IN ('cancelled', 'skipped') OR c.unknowns > 0
        THEN (SELECT a.error FROM @attempts a WHERE a.command = c.id AND a.number = c.attempt) END
    FROM doomed d WHERE c.id = d.id
    RETURNING c.*
  ),
  told AS (${intoOutbox('ended')})`;

/** Of a row `c`: its run was cancelled. While the target works on it, the row counts as running. */
export const IS_CANCELLED = `(c.next = 'perform' AND EXISTS (SELECT FROM @cancelled_runs x WHERE x.tenant = c.tenant AND x.run = c.run))`;

/** Of a row `r`: nobody knows yet what came of its first attempt. Follow-ups of a long job (`resume`) are no first attempt. */
export const IS_FIRST_RUNNING = `r.state = 'running' AND r.attempt = 1 AND r.next = 'perform'`;

export const msUntil = (time: string): string => `extract(epoch FROM ${time} - clock_timestamp())::float8 * 1000`;
