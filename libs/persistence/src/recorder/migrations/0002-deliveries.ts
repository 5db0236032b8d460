import type { Migration } from '../../migration.js';

/**
 * What providers reported about messages that commands sent. It may come before the command's run has been recorded and days after its
 * end, so it stands by itself, once for each thing that can be said.
 */
const DELIVERIES = `
CREATE TABLE deliveries (
  command uuid NOT NULL,
  status text NOT NULL,
  tenant text NOT NULL,
  at timestamptz NOT NULL,
  message_id text,
  error jsonb,
  PRIMARY KEY (command, status)
);
CREATE INDEX deliveries_by_time ON deliveries (at);
`;

export const deliveries: Migration = { id: '0002-deliveries', sql: DELIVERIES };
