import type { Migration } from '../../migration.js';

/** Columns that a gateway of the release before neither reads nor writes, and can do without. */
const COLUMNS = `
ALTER TABLE tenant
  -- Counts what people do to it: the entity tag.
  ADD COLUMN generation int NOT NULL DEFAULT 1,
  -- Those that were set; all others are the release's.
  ADD COLUMN quotas jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN suspended_because text,
  ADD COLUMN suspended_at timestamptz;

-- Null where an older gateway wrote the version: then the document tells.
ALTER TABLE workflow_version ADD COLUMN on_every_event boolean;
`;

export const tenantQuotas: Migration = { id: '0002-tenant-quotas', sql: COLUMNS };
