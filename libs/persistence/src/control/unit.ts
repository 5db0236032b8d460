import type { JsonObject } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import { ApiKeys, ApiKeyWriter } from './api-keys.js';
import { AuditLog } from './audit-log.js';
import type { Changes } from './changes.js';
import { ConnectionWriter } from './connection-writer.js';
import { Connections } from './connections.js';
import { Connectors } from './connectors.js';
import type { TenantContext } from './context.js';
import { EventTypes, EventTypeWriter } from './event-types.js';
import { SecretWriter } from './secret-writer.js';
import { Secrets } from './secrets.js';
import { Tenants, TenantWriter } from './tenants.js';
import type { AuditObject } from './types.js';
import { WorkflowWriter } from './workflow-writer.js';
import { Workflows } from './workflows.js';

/** What one transaction of a tenant can read. Not to be used after the transaction. */
export interface ReadUnit {
  readonly workflows: Workflows;
  readonly connections: Connections;
  readonly secrets: Secrets;
  readonly keys: ApiKeys;
  readonly eventTypes: EventTypes;
  readonly tenants: Tenants;
  readonly connectors: Pick<Connectors, 'all' | 'find'>;
  readonly audit: AuditLog;
}

/** And what it can change: rows, revision, dirty keys and audit become visible together or not at all. */
export interface WriteUnit extends ReadUnit {
  readonly workflows: WorkflowWriter;
  readonly connections: ConnectionWriter;
  readonly secrets: SecretWriter;
  readonly keys: ApiKeyWriter;
  readonly eventTypes: EventTypeWriter;
  readonly tenants: TenantWriter;
  /** An audit entry for what is not a row here: a redrive, a replay, a payload that was looked at. */
  note(action: string, object: AuditObject, detail?: JsonObject): Promise<void>;
}

export const readUnit = (manager: EntityManager, context: TenantContext): ReadUnit => ({
  workflows: new Workflows(manager, context),
  connections: new Connections(manager, context),
  secrets: new Secrets(manager, context),
  keys: new ApiKeys(manager, context),
  eventTypes: new EventTypes(manager, context),
  tenants: new Tenants(manager),
  connectors: new Connectors(manager),
  audit: new AuditLog(manager, context),
});

export const writeUnit = (manager: EntityManager, changes: Changes): WriteUnit => ({
  ...readUnit(manager, changes.context),
  workflows: new WorkflowWriter(manager, changes),
  connections: new ConnectionWriter(manager, changes),
  secrets: new SecretWriter(manager, changes),
  keys: new ApiKeyWriter(manager, changes),
  eventTypes: new EventTypeWriter(manager, changes),
  tenants: new TenantWriter(manager, changes),
  note: (action, object, detail) => changes.note(action, object, detail),
});
