export { CONTROL_SCHEMA, migrate, RECORDER_SCHEMA, type MigrationTarget } from './migrate.js';
export type { Migration } from './migration.js';
export { PERSISTENCE_CODES, PersistenceError, toPersistenceError, type PersistenceCode } from './persistence-error.js';
export { createPool, type PoolOptions } from './pool.js';
export { createHistory, createRunRecorder, type RunRecorder } from './recorder/create-history.js';
export type {
  DeadLetterFilter,
  EventFilter,
  History,
  Page,
  RunAttempt,
  RunCommand,
  RunDetail,
  RunFilter,
  RunStep,
  RunSummary,
  StoredDeadLetter,
  StoredEvent,
} from './recorder/history.js';
export { DEFAULT_RETENTION, type Retention } from './recorder/partitions.js';
export type { LoggedDeadLetter } from './recorder/record-dead-letters.js';
export type { LoggedEvent } from './recorder/record-events.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { EmbeddedPostgresError, type EmbeddedPostgresCode } from './embedded-postgres/error.js';
