import type { Migration } from '../../migration.js';

/**
 * Where rules' account has each command whole, so that it can be sent again; and what finds the few that are open among the many that have
 * ended. Events and runs come in the order of their times: a summary of each block finds a span of them.
 */
const ACCOUNT = `
ALTER TABLE commands ADD COLUMN runs_partition int, ADD COLUMN runs_offset bigint;
CREATE INDEX commands_open ON commands (updated_at) WHERE status IS NULL OR status IN ('waiting', 'pending');
CREATE INDEX runs_running ON runs (updated_at) WHERE status = 'running';
CREATE INDEX events_by_arrival ON events USING brin (received_at);
CREATE INDEX runs_by_start ON runs USING brin (started_at);
`;

export const account: Migration = { id: '0005-account', sql: ACCOUNT };
