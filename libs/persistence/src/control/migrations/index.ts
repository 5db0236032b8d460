import type { Migration } from '../../migration.js';
import { controlPlane } from './0001-control-plane.js';
import { tenantQuotas } from './0002-tenant-quotas.js';
import { tenantRetention } from './0003-tenant-retention.js';

/** In the order in which they run; add at the end. One file per migration, named after its id. */
export const controlMigrations: readonly Migration[] = [controlPlane, tenantQuotas, tenantRetention];
