import type { PlannedCommand, RunsMessage, RunStage } from '@hookswitch/domain';
import type { Pool, PoolClient } from 'pg';
import { storableJson } from './storable-json.js';
import { inTransaction } from './transaction.js';
import { LOCK_RUNS, UPDATE_RUN_STATUS } from './run-status.js';

/** An account with its place in the log of runs. */
export type LoggedRuns = RunsMessage & { readonly place?: { readonly partition: number; readonly offset: number } };

/**
 * Takes rules' accounts, in any order and any number of times. Of two starts of a run the earlier stays: the plan that came first is the one
 * that was carried out. Of two stages that follow the same step the later counts: a redrive may lead on where the run had stopped.
 */
export async function recordRuns(pool: Pool, messages: readonly LoggedRuns[], recordedAt: number): Promise<void> {
  const stages = messages.flatMap(({ stages: some, place }) => some.map((stage) => ({ ...stage, place })));
  const at = new Date(recordedAt).toISOString();
  await inTransaction(pool, async (client) => {
    await client.query({
      name: 'record-coverage',
      text: COVERAGE,
      values: [storableJson(messages.map(coverageRow)), at],
    });
    if (stages.length > 0) await recordStages(client, stages);
  });
}

async function recordStages(client: PoolClient, stages: readonly PlacedStage[]): Promise<void> {
  const runs = stages.map((stage) => stage.run);
  await client.query({ name: 'lock-runs', text: LOCK_RUNS, values: [runs] });
  await client.query({ name: 'record-runs', text: RUNS, values: [storableJson(stages.map(runRow))] });
  await client.query({ name: 'record-stages', text: STAGES, values: [storableJson(stages.map(stageRow))] });
  await client.query({ name: 'record-steps', text: STEPS, values: [storableJson(stages.flatMap(stepRows))] });
  // In one order, so that two recorders that take the same commands never wait for each other in a circle.
  const rows = stages.flatMap(commandRows).sort((left, right) => (left.id < right.id ? -1 : 1));
  await client.query({ name: 'record-commands', text: COMMANDS, values: [storableJson(rows)] });
  await client.query({
    name: 'update-run-status',
    text: UPDATE_RUN_STATUS,
    values: [stages.map((stage) => stage.run)],
  });
}

const COVERAGE = `
INSERT INTO history.coverage (topic, "partition", from_offset, to_offset, revisions, engine, recorded_at)
SELECT topic, "partition", from_offset, to_offset, revisions, engine, $2::timestamptz
FROM jsonb_to_recordset($1::jsonb) AS seen(topic text, "partition" int, from_offset bigint, to_offset bigint, revisions jsonb, engine text)
ON CONFLICT DO NOTHING`;

const coverageRow = ({ source, from, to, revisions, engine }: RunsMessage) => ({
  ...source,
  from_offset: from,
  to_offset: to,
  revisions,
  engine,
});

const RUNS = `
INSERT INTO history.runs (id, tenant, workflow_id, workflow_name, workflow_version, event_id, event_source, event_type, subject, status,
  reason, started_at, updated_at)
SELECT DISTINCT ON (id) id, tenant, workflow_id, workflow_name, workflow_version, event_id, event_source, event_type, subject, 'running',
  NULL, at, at
FROM jsonb_to_recordset($1::jsonb) AS seen(id uuid, tenant text, workflow_id uuid, workflow_name text, workflow_version int,
  event_id text, event_source text, event_type text, subject text, at timestamptz)
ORDER BY id, at
ON CONFLICT (id) DO UPDATE SET started_at = least(runs.started_at, excluded.started_at)`;

const runRow = ({ run, tenant, workflow, event, at }: RunStage) => ({
  id: run,
  tenant,
  workflow_id: workflow.id,
  workflow_name: workflow.name,
  workflow_version: workflow.version,
  event_id: event.id,
  event_source: event.source,
  event_type: event.type,
  subject: event.subject,
  at,
});

const NEWEST_BUT_FIRST_START = `CASE WHEN after = '' THEN 1 ELSE -1 END * extract(epoch FROM at)`;

const STAGES = `
INSERT INTO history.stages (run, after, status, reason, awaits, at)
SELECT DISTINCT ON (run, after) run, after, status, reason, awaits, at
FROM jsonb_to_recordset($1::jsonb) AS seen(run uuid, after text, status text, reason text, awaits text, at timestamptz)
ORDER BY run, after, ${NEWEST_BUT_FIRST_START}
ON CONFLICT (run, after) DO UPDATE SET status = excluded.status, reason = excluded.reason, awaits = excluded.awaits, at = excluded.at
WHERE excluded.after <> '' AND excluded.at > stages.at`;

const stageRow = ({ run, after, status, reason, steps, at }: RunStage) => ({
  run,
  after: after ?? '',
  // A gate that did not hold ends the run as skipped, also while actions before it are still under way.
  status: status === 'running' && steps.some((step) => step.status === 'stopped') ? 'skipped' : status,
  reason,
  awaits: steps.find((step) => step.status === 'awaited')?.id,
  at,
});

const STEPS = `
INSERT INTO history.steps (run, step, after, position, kind, status, command, detail, at)
SELECT DISTINCT ON (run, step) run, step, after, position, kind, status, command, detail, at
FROM jsonb_to_recordset($1::jsonb) AS seen(run uuid, step text, after text, position int, kind text, status text, command uuid,
  detail text, at timestamptz)
ORDER BY run, step, ${NEWEST_BUT_FIRST_START}
ON CONFLICT (run, step) DO UPDATE SET after = excluded.after, position = excluded.position, kind = excluded.kind,
  status = excluded.status, command = excluded.command, detail = excluded.detail, at = excluded.at
WHERE excluded.after <> '' AND excluded.at > steps.at`;

const stepRows = ({ run, after, steps, at }: RunStage) =>
  steps.map(({ id, kind, status, command, detail }, position) => ({
    run,
    step: id,
    after: after ?? '',
    position,
    kind,
    status,
    command,
    detail,
    at,
  }));

const COMMANDS = `
INSERT INTO history.commands AS known (id, tenant, run, step, connector, planned, runs_partition, runs_offset, updated_at)
SELECT DISTINCT ON (id) id, tenant, run, step, connector, planned, runs_partition, runs_offset, at
FROM jsonb_to_recordset($1::jsonb) AS seen(id uuid, tenant text, run uuid, step text, connector text, planned jsonb, runs_partition int,
  runs_offset bigint, at timestamptz)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET planned = excluded.planned, runs_partition = excluded.runs_partition, runs_offset = excluded.runs_offset
WHERE known.planned IS NULL`;

type PlacedStage = RunStage & { readonly place: LoggedRuns['place'] };

const commandRows = ({ commands, place }: PlacedStage) =>
  commands.map((planned) => ({
    ...commandRow(planned),
    runs_partition: place?.partition,
    runs_offset: place?.offset,
  }));

function commandRow({ key, topic, command }: PlannedCommand) {
  const { continuation: _sealed, ...shown } = command;
  const { id, tenant, run, step, connector, issuedAt: at } = command;
  return { id, tenant, run, step, connector, at, planned: { key, topic, command: shown } };
}
