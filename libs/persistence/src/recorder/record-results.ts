import type { Result } from '@hookswitch/domain';
import type { Pool } from 'pg';
import { storableJson } from './storable-json.js';
import { inTransaction } from './transaction.js';
import { LOCK_RUNS, UPDATE_RUN_STATUS } from './run-status.js';

/**
 * Takes results in any order and any number of times: an attempt is kept once per (command, seq), and the highest seq that has a state
 * gives the command's state. The late outcome of a fenced attempt has no state and is kept as evidence.
 */
export async function recordResults(pool: Pool, results: readonly Result[]): Promise<void> {
  const rows = results.map(rowOf).sort((left, right) => (left.command < right.command ? -1 : 1));
  const values = [storableJson(rows)];
  await inTransaction(pool, async (client) => {
    const runs = results.map((result) => result.run);
    await client.query({ name: 'lock-runs', text: LOCK_RUNS, values: [runs] });
    await client.query({ name: 'record-attempts', text: ATTEMPTS, values });
    await client.query({ name: 'record-states', text: STATES, values });
    await client.query({ name: 'update-run-status', text: UPDATE_RUN_STATUS, values: [runs] });
  });
}

const COLUMNS = `command uuid, tenant text, run uuid, step text, connector text, seq int, attempt int, redrives int, status text, reason text,
  outcome text, output jsonb, error jsonb, started_at timestamptz, finished_at timestamptz, next_attempt_at timestamptz`;

const ATTEMPTS = `
INSERT INTO history.attempts (day, command, seq, attempt, status, reason, outcome, error, started_at, finished_at, next_attempt_at)
SELECT (finished_at AT TIME ZONE 'UTC')::date, command, seq, attempt, status, reason, outcome, error, started_at, finished_at, next_attempt_at
FROM jsonb_to_recordset($1::jsonb) AS seen(${COLUMNS})
ON CONFLICT DO NOTHING`;

const STATES = `
INSERT INTO history.commands AS known
  (id, tenant, run, step, connector, status, reason, attempt, seq, redrives, output, error, next_attempt_at, updated_at)
SELECT DISTINCT ON (command) command, tenant, run, step, connector, status, reason, attempt, seq, redrives, output, error, next_attempt_at,
  finished_at
FROM jsonb_to_recordset($1::jsonb) AS seen(${COLUMNS})
WHERE status IS NOT NULL
ORDER BY command, seq DESC
ON CONFLICT (id) DO UPDATE SET
  status = excluded.status, reason = excluded.reason, attempt = excluded.attempt, seq = excluded.seq, redrives = excluded.redrives,
  output = excluded.output, error = excluded.error, next_attempt_at = excluded.next_attempt_at, updated_at = excluded.updated_at
WHERE known.seq < excluded.seq`;

const rowOf = (result: Result) => ({
  ...result,
  started_at: result.startedAt,
  finished_at: result.finishedAt,
  next_attempt_at: result.nextAttemptAt,
});
