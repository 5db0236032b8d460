export { CONTROL_SCHEMA, migrate, RECORDER_SCHEMA, type MigrationTarget } from './migrate.js';
export type { Migration } from './migration.js';
export { PERSISTENCE_CODES, PersistenceError, toPersistenceError, type PersistenceCode } from './persistence-error.js';
export { createPool, type PoolOptions } from './pool.js';
