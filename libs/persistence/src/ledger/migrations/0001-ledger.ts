import { hashPartitions } from '../../hash-partitions.js';
import type { Migration } from '../../migration.js';

/**
 * JSON of commands, outputs and errors is kept as text: jsonb refuses an escaped NUL, and one such value would hold up its partition.
 * All indexes but two hold open rows only, so they stay small however many rows have ended.
 */
const LEDGER = `
CREATE TABLE commands (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  run uuid NOT NULL,
  -- Where the command came from; whoever owns this partition performs it.
  source_partition int NOT NULL,
  source_offset bigint NOT NULL,
  -- Record key: tenant|partition key of the manifest.
  key text NOT NULL,
  -- Digest of tenant, key and the command's lane.
  lane uuid NOT NULL,
  -- Keys of the connections topic that the command needs.
  refs text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'skipped', 'cancelled', 'dead')),
  -- What a waiting row waits for and a running one does.
  next text NOT NULL DEFAULT 'perform' CHECK (next IN ('perform', 'resume', 'reconcile')),
  -- Its first attempt has not started: it keeps its place in the lane.
  first boolean NOT NULL DEFAULT true,
  due_at timestamptz NOT NULL,
  -- When the clock of the present budget began.
  since timestamptz NOT NULL,
  give_up_at timestamptz NOT NULL,
  expires_at timestamptz,
  expires_after interval,
  deadline_at timestamptz GENERATED ALWAYS AS
    (CASE WHEN next = 'perform' THEN LEAST(expires_at, give_up_at) ELSE give_up_at END) STORED,
  -- Number of the last attempt; never restarts.
  attempt int NOT NULL DEFAULT 0,
  -- Attempts that count against the present budget.
  used int NOT NULL DEFAULT 0,
  -- Calls of resume or reconcile in a row that brought no answer.
  tries int NOT NULL DEFAULT 0,
  -- Attempts whose outcome is unknown.
  unknowns int NOT NULL DEFAULT 0,
  redrives int NOT NULL DEFAULT 0,
  -- Results so far.
  seq int NOT NULL DEFAULT 0,
  -- Counts starts of any kind; with owner it fences.
  grip int NOT NULL DEFAULT 0,
  owner text,
  lease_until timestamptz,
  pending text,
  reason text,
  ended_at timestamptz,
  end_seq int,
  end_outcome text,
  end_error text,
  command text NOT NULL
) PARTITION BY HASH (id);
${hashPartitions('commands')}
CREATE INDEX commands_due ON commands (source_partition, key, due_at, source_offset) WHERE state = 'waiting';
CREATE INDEX commands_lane ON commands (lane, source_offset) WHERE state = 'waiting' AND first;
CREATE INDEX commands_run ON commands (run) WHERE state = 'waiting';
CREATE INDEX commands_deadline ON commands (deadline_at) WHERE state = 'waiting';
CREATE INDEX commands_running ON commands (source_partition) WHERE state = 'running';
CREATE INDEX commands_ended ON commands (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE attempts (
  command uuid NOT NULL,
  number int NOT NULL,
  owner text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- NULL until confirmed: the request may have left.
  outcome text,
  error text,
  output text,
  events text,
  -- Grip of the last confirm, so that one that is repeated after a lost answer is no late one.
  confirmed int NOT NULL DEFAULT 0,
  late_outcome text,
  late_error text,
  late_output text,
  late_at timestamptz,
  PRIMARY KEY (command, number)
) PARTITION BY HASH (command);
${hashPartitions('attempts')}

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_partition int NOT NULL,
  command uuid NOT NULL,
  seq int NOT NULL,
  redrives int NOT NULL,
  attempt int NOT NULL,
  -- NULL: late outcome of a fenced attempt.
  status text,
  reason text,
  outcome text,
  error text,
  finished_at timestamptz NOT NULL,
  next_attempt_at timestamptz,
  UNIQUE (command, seq)
);
CREATE INDEX outbox_order ON outbox (source_partition, id);

CREATE TABLE cancelled_runs (
  tenant text NOT NULL,
  run uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, run)
);
CREATE INDEX cancelled_runs_age ON cancelled_runs (at);

-- Keys that became due through somebody who does not own their partition.
CREATE TABLE wakeups (
  source_partition int NOT NULL,
  key text NOT NULL
);
CREATE INDEX wakeups_partition ON wakeups (source_partition);
`;

export const ledger: Migration = { id: '0001-ledger', sql: LEDGER };
