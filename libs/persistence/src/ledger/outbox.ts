import type { AttemptOutcome, Command, CommandError, CommandStatus, Json, Result } from '@hookswitch/domain';
import { isEndState } from '@hookswitch/domain';
import type { OutboxEntry } from './ledger.js';
import type { Session } from './session.js';

const UNPUBLISHED = `
SELECT o.id, o.seq, o.redrives, o.attempt, o.status, o.reason, o.outcome, o.error, o.finished_at, o.next_attempt_at, c.command,
  CASE WHEN o.outcome IS NOT NULL THEN a.started_at END AS started_at,
  CASE WHEN o.status = 'succeeded' THEN a.output WHEN o.status IS NULL THEN a.late_output END AS output,
  CASE WHEN o.status = 'succeeded' THEN a.events END AS events
FROM @outbox o JOIN @commands c ON c.id = o.command LEFT JOIN @attempts a ON a.command = o.command AND a.number = o.attempt
WHERE o.source_partition = ANY ($1::int[]) ORDER BY o.id LIMIT $2`;

interface Row {
  readonly id: number;
  readonly seq: number;
  readonly redrives: number;
  readonly attempt: number;
  readonly status: CommandStatus | null;
  readonly reason: string | null;
  readonly outcome: AttemptOutcome | null;
  readonly error: string | null;
  readonly finished_at: Date;
  readonly next_attempt_at: Date | null;
  readonly started_at: Date | null;
  readonly output: string | null;
  readonly events: string | null;
  readonly command: string;
}

export function outbox(session: Session) {
  const unpublished = session.statement('unpublished', UNPUBLISHED);
  const published = session.statement('published', 'DELETE FROM @outbox WHERE id = ANY ($1::bigint[])');
  return {
    async unpublished(partitions: readonly number[], limit: number): Promise<readonly OutboxEntry[]> {
      return (await session.query<Row>(unpublished, [partitions, limit])).map(entryOf);
    },
    async published(ids: readonly number[]): Promise<void> {
      await session.query(published, [ids]);
    },
  };
}

function entryOf(row: Row): OutboxEntry {
  const command = JSON.parse(row.command) as Command;
  return {
    id: row.id,
    command,
    result: resultOf(row, command),
    ...(row.events !== null && { events: JSON.parse(row.events) as Json }),
  };
}

function resultOf(row: Row, command: Command): Result {
  const { tenant, workflow, connector, event, run, step, continuation, traceparent } = command;
  const status = row.status ?? undefined;
  return {
    command: command.id,
    seq: row.seq,
    redrives: row.redrives,
    tenant,
    workflow,
    connector,
    event,
    run,
    step,
    ...(status !== undefined && { status }),
    ...(row.reason !== null && { reason: row.reason }),
    attempt: row.attempt,
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.output !== null && { output: JSON.parse(row.output) as Json }),
    ...(row.error !== null && { error: JSON.parse(row.error) as CommandError }),
    ...(row.started_at !== null && { startedAt: row.started_at.toISOString() }),
    finishedAt: row.finished_at.toISOString(),
    ...(row.next_attempt_at !== null && { nextAttemptAt: row.next_attempt_at.toISOString() }),
    ...(isEndState(status) && continuation !== undefined && { continuation }),
    ...(traceparent !== undefined && { traceparent }),
  };
}
