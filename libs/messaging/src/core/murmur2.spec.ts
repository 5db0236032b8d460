import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { partitionOf } from './murmur2.js';

const theirs = kafkajs.Partitioners.DefaultPartitioner();
const partitionMetadata = (partitions: number) =>
  Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionId, leader: 1, partitionErrorCode: 0, replicas: [1], isr: [1] },
  }));

it('chooses the partition that kafkajs and the Java client choose', () => {
  const keys = fc.uint8Array({ minLength: 0, maxLength: 40 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 64 }), (bytes, partitions) => {
      const key = Buffer.from(bytes);
      const wanted = theirs({
        topic: 't',
        partitionMetadata: partitionMetadata(partitions),
        message: { key, value: '' },
      });
      expect(partitionOf(key, partitions)).toBe(wanted);
    }),
  );
});

it('takes text as its UTF-8 bytes', () => {
  expect(partitionOf('žltý|kôň', 12)).toBe(partitionOf(Buffer.from('žltý|kôň'), 12));
});
