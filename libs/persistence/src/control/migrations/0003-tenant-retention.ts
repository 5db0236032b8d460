import type { Migration } from '../../migration.js';

/** Those that were set, in days; all others are the installation's. A gateway of the release before neither reads nor writes it. */
const COLUMN = `ALTER TABLE tenant ADD COLUMN retention jsonb NOT NULL DEFAULT '{}';`;

export const tenantRetention: Migration = { id: '0003-tenant-retention', sql: COLUMN };
