import { ApiKeyEntity } from './api-key.entity.js';
import { AuditEntity } from './audit.entity.js';
import { ConnectionEntity, ConnectionSecretEntity } from './connection.entity.js';
import { ConnectorEntity } from './connector.entity.js';
import { EventTypeEntity } from './event-type.entity.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { SecretEntity, SecretSealEntity } from './secret.entity.js';
import { TenantEntity } from './tenant.entity.js';
import { WorkflowChangeEntity, WorkflowEntity, WorkflowVersionEntity } from './workflow.entity.js';

/** Rows as TypeORM sees them. They stay in this library: repositories map them to the types of `../types.ts`. */
export const entities = [
  TenantEntity,
  WorkflowEntity,
  WorkflowVersionEntity,
  WorkflowChangeEntity,
  ConnectionEntity,
  ConnectionSecretEntity,
  SecretEntity,
  SecretSealEntity,
  ApiKeyEntity,
  EventTypeEntity,
  ConnectorEntity,
  AuditEntity,
  IdempotencyKeyEntity,
];
