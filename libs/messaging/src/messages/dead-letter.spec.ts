import { expect, it } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import { received } from '../testing/received.spec-helper.js';
import { deadLetter, MAX_DEAD_LETTER_BYTES, readDeadLetter } from './dead-letter.js';

const facts = {
  reason: 'not_json' as const,
  message: 'not JSON at position 3',
  stage: 'decode',
  service: 'rules',
  at: 1_795_000_000_000,
};
const bytes = Buffer.from([0, 255, 10]);

it('keeps the original record byte for byte, with the reason beside it', () => {
  const original = received(
    { key: bytes, value: bytes, headers: { ce_id: 'x', raw: bytes } },
    { partition: 3, offset: 99 },
  );
  const letter = deadLetter(topicNames(), original, facts);
  expect(letter).toMatchObject({ topic: 'hookswitch.deadletters.v1', key: bytes, value: bytes });
  expect(readDeadLetter(received(letter))).toEqual({
    ...facts,
    topic: original.topic,
    partition: 3,
    offset: 99,
    timestamp: original.timestamp,
    key: bytes,
    value: bytes,
    headers: { ce_id: Buffer.from('x'), raw: bytes },
  });
});

it('keeps a record without key, value and headers', () => {
  const letter = readDeadLetter(received(deadLetter(topicNames(), received({}), facts)));
  expect(letter).toMatchObject({ key: null, value: null, headers: {} });
});

it('does not let a record speak for the service that buries it', () => {
  const letter = deadLetter(
    topicNames(),
    received({ value: 'x', headers: { hs_reason: 'a lie', hs_truncated: '9', hs_other: 'kept' } }),
    facts,
  );
  const read = readDeadLetter(received(letter));
  expect(read).toMatchObject({ reason: 'not_json' as const, headers: { hs_other: Buffer.from('kept') } });
  expect(read).not.toHaveProperty('truncatedFrom');
});

it('cuts what the topic of dead letters could not take, and says so', () => {
  const original = received({ key: 'k', value: Buffer.alloc(5_000_000, 7), headers: { a: 'x'.repeat(100_000) } });
  const letter = deadLetter(topicNames(), original, facts);
  expect(letter.value?.length).toBeLessThan(MAX_DEAD_LETTER_BYTES);
  expect(letter.value?.length).toBeGreaterThan(MAX_DEAD_LETTER_BYTES - 110_000);
  expect(readDeadLetter(received(letter))).toMatchObject({ truncatedFrom: 5_000_000, key: Buffer.from('k') });
});

it('drops headers and keys that alone would be too large, and keeps the rest whole', () => {
  const large = 'x'.repeat(2_000_000);
  const original = received({ key: large, value: 'v', headers: { a: large, ['ž'.repeat(1_000_000)]: '', b: 'y' } });
  const letter = deadLetter(topicNames(), original, { ...facts, message: 'm'.repeat(100_000) });
  expect(letter).toMatchObject({ key: null, value: Buffer.from('v'), headers: { b: Buffer.from('y') } });
  expect(Object.keys(letter.headers ?? {}).filter((name) => !name.startsWith('hs_'))).toEqual(['b']);
  expect(letter.headers).not.toHaveProperty('hs_truncated');
});
