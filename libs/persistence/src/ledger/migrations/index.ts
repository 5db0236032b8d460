import type { Migration } from '../../migration.js';
import { ledger } from './0001-ledger.js';
import { lanesAtWork } from './0002-lanes-at-work.js';

/** In the order in which they run; add at the end. One file per migration, named after its id. */
export const ledgerMigrations: readonly Migration[] = [ledger, lanesAtWork];
