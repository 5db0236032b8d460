import { accountFeature } from './account/account.module.js';
import { auditFeature } from './audit/audit.module.js';
import { connectionsFeature } from './connections/connections.module.js';
import { connectorsFeature } from './connectors/connectors.module.js';
import type { Feature } from './core/feature.js';
import { deadLettersFeature } from './dead-letters/dead-letters.module.js';
import { eventTypesFeature } from './event-types/event-types.module.js';
import { grpcFeature } from './grpc/grpc.module.js';
import { historyFeature } from './history/history.module.js';
import { intakeFeature } from './intake/intake.module.js';
import { keysFeature } from './keys/keys.module.js';
import { openApiFeature } from './open-api/open-api.module.js';
import { outboxFeature } from './outbox/outbox.module.js';
import { receiptsFeature } from './receipts/receipts.module.js';
import { replayFeature } from './replay/replay.module.js';
import { secretsFeature } from './secrets/secrets.module.js';
import { tenantsFeature } from './tenants/tenants.module.js';
import { workflowsFeature } from './workflows/workflows.module.js';

/** Every part of the gateway. A new one: its folder, and a line here. */
export const features: readonly Feature[] = [
  workflowsFeature,
  connectorsFeature,
  connectionsFeature,
  secretsFeature,
  keysFeature,
  tenantsFeature,
  eventTypesFeature,
  intakeFeature,
  grpcFeature,
  receiptsFeature,
  historyFeature,
  deadLettersFeature,
  replayFeature,
  accountFeature,
  auditFeature,
  outboxFeature,
  openApiFeature,
];
