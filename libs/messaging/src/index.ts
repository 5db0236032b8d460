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
export type { BusLog } from './log.js';
export { createPostgresBus } from './postgres/postgres-bus.js';
export type { PostgresBusOptions } from './postgres/database.js';
export { partitionOf } from './core/murmur2.js';
export { LETTER_CODES, type LetterReason } from './messages/letter-codes.js';
export type { DecodeError } from './decode-error.js';
export { decodeEvent, type Intake } from './events/decode-event.js';
export { encodeEvent } from './events/encode-event.js';
export { EVENT_CODES, type EventCode } from './events/event-codes.js';
export { parseCloudEvent, type EventContext } from './events/parse-cloud-event.js';
export { parseJson, type JsonFault } from './json/parse-json.js';
export { MAX_DEPTH, MAX_KEYS, structureProblems } from './json/structure-problems.js';
export { deadLetter, readDeadLetter, type DeadLetter, type DeadLetterFacts } from './messages/dead-letter.js';
export { decodeMessage } from './messages/decode-message.js';
export { encodeMessage, type EncodeOptions } from './messages/encode-message.js';
export type { MessageKind, MessageOf } from './messages/kinds.js';
export { DEFAULT_PARTITIONS, topicSpecs, type TopicSizes } from './topic-specs.js';
