import { hashPartitions } from '../../hash-partitions.js';
import type { Migration } from '../../migration.js';

/**
 * The run history. Events, runs, steps and commands are hash-partitioned by the id that every unique key begins with, so that each write
 * finds its row by one key. Attempts only grow: a partition a day, dropped whole when it is too old.
 */
const HISTORY = `
CREATE TABLE events (
  id text NOT NULL,
  tenant text NOT NULL,
  source text NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  time timestamptz NOT NULL,
  data jsonb NOT NULL,
  numbers text[] NOT NULL,
  hopcount int,
  replayof text,
  traceparent text,
  received_at timestamptz NOT NULL,
  "partition" int NOT NULL,
  "offset" bigint NOT NULL,
  -- Every place in the log that held this event; the first is the one above.
  positions text[] NOT NULL,
  -- A later one with the same source and id had another body.
  bodies_differ boolean NOT NULL DEFAULT false,
  PRIMARY KEY (id, tenant, source)
) PARTITION BY HASH (id);
${hashPartitions('events')}
CREATE INDEX events_by_time ON events (tenant, received_at DESC, id);
CREATE INDEX events_by_subject ON events (tenant, subject, received_at DESC);
CREATE INDEX events_by_type ON events (tenant, type, received_at DESC);
CREATE INDEX events_by_number ON events USING gin (numbers);

-- Which part of the event log a runs message answers for, and with which workflows.
CREATE TABLE coverage (
  topic text NOT NULL,
  "partition" int NOT NULL,
  from_offset bigint NOT NULL,
  to_offset bigint NOT NULL,
  revisions jsonb NOT NULL,
  engine text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (topic, "partition", from_offset)
);

CREATE TABLE runs (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  workflow_id uuid NOT NULL,
  workflow_name text NOT NULL,
  workflow_version int NOT NULL,
  event_id text NOT NULL,
  event_source text NOT NULL,
  event_type text NOT NULL,
  subject text NOT NULL,
  status text NOT NULL,
  reason text,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  ended_at timestamptz
) PARTITION BY HASH (id);
${hashPartitions('runs')}
CREATE INDEX runs_by_time ON runs (tenant, started_at DESC, id);
CREATE INDEX runs_by_workflow ON runs (tenant, workflow_id, started_at DESC);
CREATE INDEX runs_by_subject ON runs (tenant, subject, started_at DESC);
CREATE INDEX runs_by_event ON runs (tenant, event_id);

-- Each decision of rules about a run: its start ('') and what followed each awaited step.
CREATE TABLE stages (
  run uuid NOT NULL,
  after text NOT NULL,
  status text NOT NULL,
  reason text,
  awaits text,
  at timestamptz NOT NULL,
  PRIMARY KEY (run, after)
) PARTITION BY HASH (run);
${hashPartitions('stages')}

CREATE TABLE steps (
  run uuid NOT NULL,
  step text NOT NULL,
  after text NOT NULL,
  position int NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  command uuid,
  detail text,
  at timestamptz NOT NULL,
  PRIMARY KEY (run, step)
) PARTITION BY HASH (run);
${hashPartitions('steps')}

CREATE TABLE commands (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  run uuid NOT NULL,
  step text NOT NULL,
  connector text NOT NULL,
  -- As planned, without what is sealed; null when only results have been seen.
  planned jsonb,
  status text,
  reason text,
  attempt int NOT NULL DEFAULT 0,
  seq int NOT NULL DEFAULT 0,
  redrives int NOT NULL DEFAULT 0,
  output jsonb,
  error jsonb,
  next_attempt_at timestamptz,
  updated_at timestamptz NOT NULL
) PARTITION BY HASH (id);
${hashPartitions('commands')}
CREATE INDEX commands_by_run ON commands (run);
CREATE INDEX commands_dead ON commands (tenant, updated_at DESC) WHERE status = 'dead';

CREATE TABLE attempts (
  day date NOT NULL,
  command uuid NOT NULL,
  seq int NOT NULL,
  attempt int NOT NULL,
  status text,
  reason text,
  outcome text,
  error jsonb,
  started_at timestamptz,
  finished_at timestamptz NOT NULL,
  next_attempt_at timestamptz,
  PRIMARY KEY (day, command, seq)
) PARTITION BY RANGE (day);
CREATE INDEX attempts_by_command ON attempts (command, seq);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;

CREATE TABLE dead_letters (
  "partition" int NOT NULL,
  "offset" bigint NOT NULL,
  tenant text,
  reason text NOT NULL,
  message text NOT NULL,
  stage text NOT NULL,
  service text NOT NULL,
  at timestamptz NOT NULL,
  origin jsonb NOT NULL,
  key bytea,
  value bytea,
  headers jsonb NOT NULL,
  PRIMARY KEY ("partition", "offset")
);
CREATE INDEX dead_letters_by_tenant ON dead_letters (tenant, at DESC);
`;

export const history: Migration = { id: '0001-history', sql: HISTORY };
