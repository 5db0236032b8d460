import type { Migration } from '../../migration.js';

/** Producers say for themselves which command an event is about: what one tenant's says must not stand in the way of another's. */
const BY_TENANT = `
ALTER TABLE deliveries DROP CONSTRAINT deliveries_pkey, ADD PRIMARY KEY (tenant, command, status);
`;

export const deliveriesByTenant: Migration = { id: '0003-deliveries-by-tenant', sql: BY_TENANT };
