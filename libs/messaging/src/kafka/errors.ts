import { MessagingError, type MessagingCode } from '../port.js';

/** kafkajs wraps an error up to three times; what counts is the innermost type. */
const CODES: Readonly<Record<string, MessagingCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown_topic',
  INVALID_TOPIC_EXCEPTION: 'unknown_topic',
  MESSAGE_TOO_LARGE: 'too_large',
  RECORD_LIST_TOO_LARGE: 'too_large',
  INVALID_RECORD: 'invalid_record',
  INVALID_TIMESTAMP: 'invalid_record',
  CORRUPT_MESSAGE: 'invalid_record',
  OFFSET_METADATA_TOO_LARGE: 'invalid_record',
  ILLEGAL_GENERATION: 'fenced',
  UNKNOWN_MEMBER_ID: 'fenced',
  REBALANCE_IN_PROGRESS: 'fenced',
  FENCED_INSTANCE_ID: 'fenced',
  REQUEST_TIMED_OUT: 'timeout',
};
const SEQUENCE_LOST = ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'];
const UNSETTLED = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'];

interface Facts {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** Whatever kafkajs threw, as the only error that leaves a bus; the original is its cause. */
export function toMessagingError(error: unknown): MessagingError {
  if (error instanceof MessagingError) return error;
  const inner = innermost(error);
  const code = CODES[inner.type ?? ''] ?? (inner.name === 'KafkaJSRequestTimeoutError' ? 'timeout' : 'unavailable');
  return new MessagingError(code, `Kafka: ${inner.message ?? String(error)}`, { cause: error });
}

/** The broker does not know this producer any more: nothing of the request was stored. */
export const isSequenceLost = (error: unknown): boolean => SEQUENCE_LOST.includes(innermost(error).type ?? '');

export const isRetriable = (error: unknown): boolean => innermost(error).retriable === true;

/** Leadership is moving, or the partition is so new that the broker that was asked has not heard of it. */
export const isUnsettled = (error: unknown): boolean => UNSETTLED.includes(innermost(error).type ?? '');

export const typeOf = (error: unknown): string | undefined => innermost(error).type;

function innermost(error: unknown): Facts {
  let facts = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Facts;
  for (let depth = 0; depth < 5; depth++) {
    const next = facts.errors?.[0] ?? facts.cause;
    if (typeof next !== 'object' || next === null) break;
    facts = next;
  }
  return facts;
}
