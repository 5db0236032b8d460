import type { Migration } from '../../migration.js';

/**
 * What people make of dead letters. A decision is about a command as often as it had been redriven by then: a command that dies again is a
 * dead letter that nobody has looked at. A redrive of many is a row that says how far it has come, so that any gateway goes on with it.
 */
const CARE = `
-- Header names and their bytes in base64; what the column headers holds is those bytes read as text.
ALTER TABLE dead_letters ADD COLUMN headers_raw jsonb, ADD COLUMN truncated_from bigint;

-- Ids of the workflows that a replay is for; null: all.
ALTER TABLE events ADD COLUMN replayworkflows text;

CREATE TABLE decisions (
  tenant text NOT NULL,
  -- As the API names it: id of a command, or place of a message.
  letter text NOT NULL,
  redrives int NOT NULL,
  what text NOT NULL,
  reason text,
  who text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, letter, redrives)
);
CREATE INDEX decisions_by_time ON decisions (at);

CREATE TABLE redrives (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  filter jsonb NOT NULL,
  per_second double precision NOT NULL,
  most int,
  who text NOT NULL,
  started_at timestamptz NOT NULL,
  state text NOT NULL,
  -- The last letter that was taken; letters go by time, then by id.
  after_at timestamptz,
  after_id text,
  redriven int NOT NULL DEFAULT 0,
  skipped int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX redrives_by_time ON redrives (tenant, started_at DESC, id);
CREATE INDEX redrives_running ON redrives (next_at) WHERE state = 'running';
`;

export const careOfDeadLetters: Migration = { id: '0004-care-of-dead-letters', sql: CARE };
