export { migrate, type MigrationTarget } from './migrate.js';
export { PERSISTENCE_CODES, PersistenceError, type PersistenceCode } from './persistence-error.js';
export { createPool, type PoolOptions } from './pool.js';
export { createHistory, createRunRecorder, type RunRecorder } from './recorder/create-history.js';
export { createAccounts } from './recorder/create-accounts.js';
export type {
  Account,
  Accounts,
  EventTotals,
  Found,
  OffsetGap,
  Reach,
  SilentCommand,
  SilentQuery,
  Span,
  StuckRun,
} from './recorder/account.js';
export type { LoggedRuns } from './recorder/record-runs.js';
export { createCare } from './recorder/create-care.js';
export {
  REDRIVE_STATES,
  type Care,
  type Decided,
  type LetterDecision,
  type MessageContent,
  type NewRedrive,
  type RedrivableLetter,
  type Redrive as RedriveJob,
  type SendLetters,
} from './recorder/care.js';
export {
  LETTER_STATES,
  REDRIVEN_HEADER,
  type Cause,
  type DeadCommand,
  type DeadLetterDetail,
  type DeadLetterFilter,
  type DeadMessage,
  type Decision,
  type LetterState,
  type StoredDeadLetter,
} from './recorder/dead-letters.js';
export type {
  Delivery,
  EventFilter,
  History,
  Page,
  RunAttempt,
  RunCommand,
  RunDetail,
  RunFilter,
  RunStep,
  RunSummary,
  StoredEvent,
} from './recorder/history.js';
export { MAX_RETENTION, type Retention, type TenantRetention } from './retention.js';
export type { LoggedDeadLetter } from './recorder/record-dead-letters.js';
export type { LoggedEvent } from './recorder/record-events.js';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { EmbeddedPostgresError, type EmbeddedPostgresCode } from './embedded-postgres/error.js';
export { createLedger } from './ledger/create-ledger.js';
export type {
  CancelledRun,
  Claimed,
  ClaimedCommand,
  DueKey,
  Ended,
  Grip,
  Ledger,
  LedgerCounts,
  LostSettlement,
  NextStep,
  OutboxEntry,
  PartitionKey,
  Redrive,
  Redriven,
  Settled,
  SettledState,
  Settlement,
  Started,
  StartedCommand,
  StartRequest,
} from './ledger/ledger.js';
export { ControlPlane } from './control/control-plane.js';
export type { Actor, ListPage, Once, PageRequest, TenantContext, WriteContext } from './control/context.js';
export type { ReadUnit, WriteUnit } from './control/unit.js';
export type { Outbox } from './control/outbox.js';
export type { KeyDirectory } from './control/key-directory.js';
export type { Listener } from './control/listen.js';
export type { NewKey } from './control/api-keys.js';
export type { ConnectionDetails } from './control/connection-writer.js';
export type { PublishableConnection } from './control/connections.js';
export type { NewSecret } from './control/secret-writer.js';
export type { PublishableSecret } from './control/secrets.js';
export type { TenantSettings } from './control/tenants.js';
export type { SavedDocument } from './control/workflow-writer.js';
export {
  DIRTY_KINDS,
  type AuditEntry,
  type AuditObject,
  type DirtyKey,
  type DirtyKind,
  type SealedSecret,
  type SecretFacts,
  type StoredConnection,
  type StoredConnector,
  type StoredEventType,
  type StoredKey,
  type StoredSecret,
  type StoredTenant,
  type StoredWorkflow,
  type WorkflowUse,
  type WorkflowVersion,
} from './control/types.js';
