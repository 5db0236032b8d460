import { expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { KafkaClient, createCluster, quietTimers } from './internals.js';

const require = createRequire(import.meta.url);
interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}

it('arms no timer on a connection on which nothing waits', () => {
  quietTimers();
  const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue;
  const queue = new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    clientId: 'c',
    broker: 'b',
    logger: {},
  });
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
  queue.pending.push({});
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  queue.destroy();
});

it('finds the cluster of this kafkajs, which it reads partitions with', () => {
  const kafka = new KafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'c' });
  expect(typeof createCluster(kafka).findTopicPartitionMetadata).toBe('function');
});

it('says so when kafkajs is another one', () => {
  expect(() => createCluster({} as never)).toThrow('2.2.4');
});
