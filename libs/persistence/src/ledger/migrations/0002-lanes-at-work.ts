import type { Migration } from '../../migration.js';

/** First attempts at work, which the next ones of their lanes wait for: as few as processes have places. */
const LANES_AT_WORK = `
CREATE INDEX commands_first_running ON commands (key) INCLUDE (lane) WHERE state = 'running' AND attempt = 1 AND next = 'perform';
`;

export const lanesAtWork: Migration = { id: '0002-lanes-at-work', sql: LANES_AT_WORK };
