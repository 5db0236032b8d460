import type { Pool } from 'pg';
import type { Delivery, Page, RunAttempt, RunCommand, RunDetail, RunFilter, RunStep, RunSummary } from './history.js';
import { compact, iso } from './rows.js';
import { Where } from './where.js';

const RUN = `r.id, r.tenant, r.workflow_id, r.workflow_name, r.workflow_version, r.event_id, r.event_source, r.event_type, r.subject,
  r.status, r.reason, r.started_at, r.updated_at, r.ended_at`;

export async function listRuns(
  pool: Pool,
  tenant: string,
  filter: RunFilter,
  page: Page,
): Promise<readonly RunSummary[]> {
  const where = new Where()
    .and('r.tenant = ?', tenant)
    .and('r.workflow_id = ?', filter.workflow)
    .and('r.subject = ?', filter.subject)
    .and('r.status = ?', filter.status)
    .and('r.event_id = ?', filter.eventId)
    .and('r.started_at >= ?', filter.from)
    .and('r.started_at < ?', filter.to);
  if (filter.number !== undefined) {
    where.all(
      `EXISTS (SELECT FROM history.events e WHERE e.tenant = r.tenant AND e.id = r.event_id AND e.source = r.event_source
        AND e.numbers @> ARRAY[?])`,
      [filter.number],
    );
  }
  if (page.after) where.all('(r.started_at, r.id) < (?::timestamptz, ?::uuid)', [page.after.at, page.after.id]);
  const { rows } = await pool.query<RunRow>(
    `SELECT ${RUN} FROM history.runs r WHERE ${where.text} ORDER BY r.started_at DESC, r.id DESC LIMIT ${page.limit}`,
    where.values,
  );
  return rows.map(summaryOf);
}

export async function readRun(pool: Pool, tenant: string, id: string): Promise<RunDetail | undefined> {
  const { rows } = await pool.query<RunRow>(`SELECT ${RUN} FROM history.runs r WHERE r.id = $1 AND r.tenant = $2`, [
    id,
    tenant,
  ]);
  const row = rows[0];
  if (!row) return undefined;
  const commands = await readCommands(pool, 'run', id);
  const steps = await pool.query<StepRow>(
    `SELECT s.step, s.kind, s.status, s.detail, s.command FROM history.steps s
     JOIN history.stages g ON g.run = s.run AND g.after = s.after WHERE s.run = $1 ORDER BY g.at, g.after <> '', s.position`,
    [id],
  );
  return { ...summaryOf(row), steps: steps.rows.map((step) => stepOf(step, commands)) };
}

/** By the id of their run, or the one of this id. */
export async function readCommands(pool: Pool, by: 'run' | 'id', id: string): Promise<ReadonlyMap<string, RunCommand>> {
  const { rows } = await pool.query<CommandRow>(
    `SELECT c.id, c.connector, c.planned, c.status, c.reason, c.redrives, c.output, c.error, c.next_attempt_at,
       coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.seq) FROM history.attempts a WHERE a.command = c.id), '[]') AS attempts,
       (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.at, d.status) FROM history.deliveries d
        WHERE d.command = c.id AND d.tenant = c.tenant) AS deliveries
     FROM history.commands c WHERE c.${by} = $1`,
    [id],
  );
  return new Map(rows.map((row) => [row.id, commandOf(row)]));
}

interface RunRow {
  readonly id: string;
  readonly tenant: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly workflow_version: number;
  readonly event_id: string;
  readonly event_source: string;
  readonly event_type: string;
  readonly subject: string;
  readonly status: RunSummary['status'];
  readonly reason: string | null;
  readonly started_at: Date;
  readonly updated_at: Date;
  readonly ended_at: Date | null;
}

const summaryOf = (row: RunRow): RunSummary =>
  compact({
    id: row.id,
    tenant: row.tenant,
    workflow: { id: row.workflow_id, name: row.workflow_name, version: row.workflow_version },
    event: { id: row.event_id, source: row.event_source, type: row.event_type, subject: row.subject },
    status: row.status,
    reason: row.reason,
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    endedAt: row.ended_at?.toISOString(),
  });

interface StepRow {
  readonly step: string;
  readonly kind: string;
  readonly status: string;
  readonly detail: string | null;
  readonly command: string | null;
}

const stepOf = (row: StepRow, commands: ReadonlyMap<string, RunCommand>): RunStep =>
  compact({
    id: row.step,
    kind: row.kind,
    status: row.status,
    detail: row.detail,
    command: row.command === null ? undefined : commands.get(row.command),
  });

interface CommandRow {
  readonly id: string;
  readonly connector: string;
  readonly planned: RunCommand['planned'] | null;
  readonly status: string | null;
  readonly reason: string | null;
  readonly redrives: number;
  readonly output: RunCommand['output'] | null;
  readonly error: RunCommand['error'] | null;
  readonly next_attempt_at: Date | null;
  readonly attempts: readonly AttemptRow[];
  readonly deliveries: readonly DeliveryRow[] | null;
}

const commandOf = (row: CommandRow): RunCommand =>
  compact({
    id: row.id,
    connector: row.connector,
    planned: row.planned,
    status: row.status ?? 'waiting',
    reason: row.reason,
    redrives: row.redrives,
    output: row.output,
    error: row.error,
    nextAttemptAt: row.next_attempt_at?.toISOString(),
    attempts: row.attempts.map(attemptOf),
    deliveries: row.deliveries?.map(deliveryOf),
  });

/** As `to_jsonb` writes it. */
interface DeliveryRow {
  readonly status: Delivery['status'];
  readonly at: string;
  readonly message_id: string | null;
  readonly error: Delivery['error'] | null;
}

const deliveryOf = (row: DeliveryRow): Delivery =>
  compact({
    status: row.status,
    at: new Date(row.at).toISOString(),
    messageId: row.message_id,
    error: row.error,
  });

/** As `to_jsonb` writes it. */
interface AttemptRow {
  readonly seq: number;
  readonly attempt: number;
  readonly status: string | null;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly error: RunAttempt['error'] | null;
  readonly started_at: string | null;
  readonly finished_at: string;
  readonly next_attempt_at: string | null;
}

const attemptOf = (row: AttemptRow): RunAttempt =>
  compact({
    seq: row.seq,
    attempt: row.attempt,
    status: row.status,
    reason: row.reason,
    outcome: row.outcome,
    error: row.error,
    startedAt: iso(row.started_at),
    finishedAt: new Date(row.finished_at).toISOString(),
    nextAttemptAt: iso(row.next_attempt_at),
  });
