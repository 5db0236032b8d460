import type { Migration } from '../../migration.js';
import { history } from './0001-history.js';
import { deliveries } from './0002-deliveries.js';
import { deliveriesByTenant } from './0003-deliveries-by-tenant.js';
import { careOfDeadLetters } from './0004-care-of-dead-letters.js';
import { account } from './0005-account.js';

/** In order; each runs once. Expand only: code of the release before must run on this schema. */
export const recorderMigrations: readonly Migration[] = [
  history,
  deliveries,
  deliveriesByTenant,
  careOfDeadLetters,
  account,
];
