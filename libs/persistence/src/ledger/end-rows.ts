import type { CancelledRun, Ended, Redrive, Redriven } from './ledger.js';
import { endedOf, textOf, type EndedRow } from './rows.js';
import type { Session } from './session.js';
import { END_DOOMED, intoOutbox } from './sql.js';

const SHOW_ENDED = 'SELECT id, tenant, run, state, reason FROM ended';

/** Mostly nothing is: one look without a transaction is all that an idle ledger costs. */
const IS_OVERDUE = `
SELECT FROM @commands c WHERE c.state = 'waiting' AND c.deadline_at <= statement_timestamp() AND c.source_partition = ANY ($1::int[]) LIMIT 1`;

const OVERDUE = `
WITH doomed AS (
  SELECT c.id, CASE WHEN c.next = 'perform' AND c.expires_at <= statement_timestamp() THEN 'skipped'
    WHEN c.next = 'reconcile' THEN 'unknown' WHEN c.refs && $2::text[] THEN 'connection_broken' ELSE 'exhausted' END AS fate
  FROM @commands c
  WHERE c.state = 'waiting' AND c.deadline_at <= statement_timestamp() AND c.source_partition = ANY ($1::int[])
  ORDER BY c.deadline_at LIMIT 500 FOR UPDATE SKIP LOCKED
),
${END_DOOMED}
${SHOW_ENDED}`;

const REMEMBER = `
INSERT INTO @cancelled_runs (tenant, run, at) SELECT DISTINCT tenant, run, statement_timestamp()
FROM unnest($1::text[], $2::uuid[]) AS r(tenant, run) ON CONFLICT DO NOTHING`;

const CANCEL = `
WITH doomed AS (
  SELECT c.id, 'cancelled' AS fate FROM @commands c
  WHERE c.state = 'waiting' AND c.next = 'perform' AND c.run = ANY ($2::uuid[])
    AND (c.tenant, c.run) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
  FOR UPDATE
),
${END_DOOMED}
${SHOW_ENDED}`;

/** A job that the target had accepted when it was given up is asked about again, never submitted twice. */
const REDRIVE = `
WITH asked AS (SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[]) AS r(tenant, id, redrives)),
revived AS (
  UPDATE @commands c SET
    state = f.state, reason = CASE WHEN f.state = 'waiting' THEN NULL WHEN f.state = 'dead' THEN 'unknown' ELSE f.state END,
    redrives = c.redrives + 1, seq = c.seq + 1, used = 0, tries = 0, first = false,
    next = CASE WHEN c.pending IS NOT NULL THEN 'resume' ELSE 'perform' END,
    due_at = statement_timestamp(), since = statement_timestamp(),
    give_up_at = statement_timestamp() + (c.give_up_at - c.since), expires_at = statement_timestamp() + c.expires_after,
    ended_at = CASE WHEN f.state <> 'waiting' THEN statement_timestamp() END,
    end_seq = CASE WHEN f.state <> 'waiting' THEN c.seq + 1 END, end_outcome = NULL, end_error = NULL
  FROM (
    SELECT c.id, CASE WHEN x.run IS NULL OR c.pending IS NOT NULL THEN 'waiting' WHEN c.unknowns > 0 THEN 'dead' ELSE 'cancelled' END AS state
    FROM @commands c JOIN asked a ON a.id = c.id AND a.tenant = c.tenant AND a.redrives = c.redrives
      LEFT JOIN @cancelled_runs x ON x.tenant = c.tenant AND x.run = c.run
    WHERE c.state = 'dead' FOR UPDATE OF c
  ) f
  WHERE c.id = f.id
  RETURNING c.*
),
told AS (${intoOutbox('revived')}),
woken AS (
  INSERT INTO @wakeups (source_partition, key)
  SELECT DISTINCT source_partition, key FROM revived WHERE state = 'waiting' AND source_partition <> ALL ($4::int[])
)
SELECT id, source_partition, key FROM revived`;

export function ender(session: Session) {
  const isOverdue = session.statement('is-overdue', IS_OVERDUE);
  const overdue = session.statement('overdue', OVERDUE);
  const remember = session.statement('remember-cancel', REMEMBER);
  const cancel = session.statement('cancel', CANCEL);
  const redrive = session.statement('redrive', REDRIVE);
  return {
    async endOverdue(partitions: readonly number[], broken: readonly string[]): Promise<readonly Ended[]> {
      if ((await session.query(isOverdue, [partitions])).length === 0) return [];
      const rows = await session.transaction('shared', (transaction) =>
        transaction.query<EndedRow>(overdue, [partitions, broken]),
      );
      return rows.map(endedOf);
    },
    async cancel(runs: readonly CancelledRun[]): Promise<readonly Ended[]> {
      if (runs.length === 0) return [];
      const values = [runs.map(({ tenant }) => textOf(tenant)), runs.map(({ run }) => run)];
      const rows = await session.transaction('exclusive', async (transaction) => {
        await transaction.query(remember, values);
        return transaction.query<EndedRow>(cancel, values);
      });
      return rows.map(endedOf);
    },
    async redrive(requests: readonly Redrive[], owned: readonly number[]): Promise<readonly Redriven[]> {
      if (requests.length === 0) return [];
      const rows = await session.transaction('shared', (transaction) =>
        transaction.query<{ id: string; source_partition: number; key: string }>(redrive, [
          requests.map(({ tenant }) => textOf(tenant)),
          requests.map(({ command }) => command),
          requests.map(({ redrives }) => redrives),
          owned,
        ]),
      );
      return rows.map(({ id, source_partition, key }) => ({ id, partition: source_partition, key }));
    },
  };
}
