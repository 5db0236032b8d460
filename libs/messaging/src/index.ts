export {
  MESSAGING_CODES,
  MessagingError,
  type Assignment,
  type Batch,
  type BusRecord,
  type Committed,
  type ConsumeOptions,
  type Consumption,
  type ConsumptionStatus,
  type EventBus,
  type FollowOptions,
  type MessagingCode,
  type OutgoingRecord,
  type Position,
  type TopicSpec,
} from './port.js';
export { createKafkaBus } from './kafka/kafka-bus.js';
export type { KafkaBusOptions } from './kafka/client.js';
export { silentLog, type BusLog } from './log.js';
export { createPostgresBus } from './postgres/postgres-bus.js';
export type { PostgresBusOptions } from './postgres/database.js';
