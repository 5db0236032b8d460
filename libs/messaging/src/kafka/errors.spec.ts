import { expect, it } from '@jest/globals';
import { MessagingError } from '../port.js';
import { isUnsettled, isRetriable, isSequenceLost, toMessagingError } from './errors.js';

const wrapped = (type: string, retriable = false) => ({
  name: 'KafkaJSNumberOfRetriesExceeded',
  message: 'outer',
  retriable: false,
  cause: { name: 'KafkaJSProtocolError', message: `the broker said ${type}`, type, retriable },
});

it.each([
  ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown_topic'],
  ['MESSAGE_TOO_LARGE', 'too_large'],
  ['UNKNOWN_MEMBER_ID', 'fenced'],
  ['ILLEGAL_GENERATION', 'fenced'],
  ['OFFSET_METADATA_TOO_LARGE', 'invalid_record'],
  ['NOT_ENOUGH_REPLICAS', 'unavailable'],
  ['TOPIC_AUTHORIZATION_FAILED', 'unavailable'],
])('%s below what kafkajs wraps around it is %s', (type, code) => {
  const error = toMessagingError(wrapped(type));
  expect(error).toBeInstanceOf(MessagingError);
  expect(error).toMatchObject({ code, message: `Kafka: the broker said ${type}` });
});

it('finds the reason among several', () => {
  expect(toMessagingError({ name: 'KafkaJSAggregateError', errors: [wrapped('INVALID_TOPIC_EXCEPTION')] }).code).toBe(
    'unknown_topic',
  );
});

it('knows time-outs, sequence trouble and what may be tried again', () => {
  expect(toMessagingError({ name: 'KafkaJSRequestTimeoutError', message: 'late' }).code).toBe('timeout');
  expect(isSequenceLost(wrapped('OUT_OF_ORDER_SEQUENCE_NUMBER'))).toBe(true);
  expect(isSequenceLost(wrapped('MESSAGE_TOO_LARGE'))).toBe(false);
  expect(isRetriable(wrapped('NOT_COORDINATOR_FOR_GROUP', true))).toBe(true);
  expect(isUnsettled(wrapped('NOT_LEADER_FOR_PARTITION', true))).toBe(true);
  expect(isUnsettled(wrapped('UNKNOWN_TOPIC_OR_PARTITION', true))).toBe(true);
  expect(isUnsettled(wrapped('TOPIC_AUTHORIZATION_FAILED'))).toBe(false);
});

it('leaves its own errors alone and takes anything', () => {
  const own = new MessagingError('closed', 'x');
  expect(toMessagingError(own)).toBe(own);
  expect(toMessagingError('text')).toMatchObject({ code: 'unavailable', message: 'Kafka: text' });
  expect(toMessagingError(undefined).code).toBe('unavailable');
});
