import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually, kafkaBrokers, uniquePrefix } from '@hookswitch/testing';
import type { Admin } from 'kafkajs';
import type { EventBus } from '../port.js';
import { createClient } from './client.js';
import { createKafkaBus } from './kafka-bus.js';

const options = { brokers: kafkaBrokers(), clientId: 'topics' };
const prefix = uniquePrefix();
let bus: EventBus;
let admin: Admin;

beforeAll(async () => {
  bus = createKafkaBus(options);
  admin = createClient(options).admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await bus.close();
});

const follow = async (topic: string) => {
  const seen: (string | null)[] = [];
  let caughtUp = false;
  const follower = await bus.follow({
    topic,
    onRecords: (records) => void seen.push(...records.map(({ value }) => value?.toString() ?? null)),
    onCaughtUp: () => (caughtUp = true),
  });
  return { seen, follower, caughtUp: () => caughtUp };
};

it('asks again when the leader of a new partition has not heard of it', async () => {
  const topic = `${prefix}.new`;
  await bus.ensureTopics([{ name: topic, partitions: 2, cleanup: 'delete', timestamps: 'broker' }]);
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/cluster') as {
    prototype: { fetchTopicsOffset: (topics: unknown) => Promise<unknown> };
  };
  const moving = Object.assign(new Error('not the leader'), { type: 'NOT_LEADER_FOR_PARTITION', retriable: true });
  const asked = jest.spyOn(prototype, 'fetchTopicsOffset').mockRejectedValueOnce(moving);
  try {
    expect(await bus.offsets(topic)).toEqual([
      { first: 0, next: 0 },
      { first: 0, next: 0 },
    ]);
    // More when a slow broker really has not: without asking again there are two, for the first and the next.
    expect(asked.mock.calls.length).toBeGreaterThanOrEqual(3);
  } finally {
    asked.mockRestore();
  }
});

it('reads a topic that a broker had not heard of at the first try, and one that could not be asked for once', async () => {
  const topics = ['late', 'denied'].map((name) => `${prefix}.${name}`);
  const spec = { partitions: 1, cleanup: 'delete', timestamps: 'broker' } as const;
  await bus.ensureTopics(topics.map((name) => ({ ...spec, name })));
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/cluster') as {
    prototype: { addTargetTopic: (topic: string) => Promise<void> };
  };
  const refusal = (type: string) => Object.assign(new Error(type), { type, retriable: false });
  const added = jest.spyOn(prototype, 'addTargetTopic');
  try {
    added.mockRejectedValueOnce(refusal('UNKNOWN_TOPIC_OR_PARTITION'));
    expect(await bus.offsets(topics[0]!)).toEqual([{ first: 0, next: 0 }]);
    added.mockRejectedValueOnce(refusal('TOPIC_AUTHORIZATION_FAILED'));
    await expect(bus.offsets(topics[1]!)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await bus.offsets(topics[1]!)).toEqual([{ first: 0, next: 0 }]);
  } finally {
    added.mockRestore();
  }
});

it('follows a topic that was made anew from its new beginning', async () => {
  const topic = `${prefix}.anew`;
  const spec = { name: topic, partitions: 1, cleanup: 'compact', timestamps: 'broker' } as const;
  await bus.ensureTopics([spec]);
  await bus.publish(['a', 'b', 'c'].map((value) => ({ topic, key: value, value })));
  const { seen, follower, caughtUp } = await follow(topic);
  await eventually('it has caught up', caughtUp);
  await admin.deleteTopics({ topics: [topic] });
  await eventually('the topic is gone', async () => !(await admin.listTopics()).includes(topic));
  await eventually('the topic is there again', () =>
    bus.ensureTopics([spec]).then(
      () => true,
      () => false,
    ),
  );
  await eventually('a record is stored', () =>
    bus.publish([{ topic, key: 'd', value: 'd' }]).then(
      () => true,
      () => false,
    ),
  );
  await eventually('the new record', () => seen.includes('d'));
  await follower.stop();
});

it('goes on with what is left when the records it was to read are deleted', async () => {
  const topic = `${prefix}.trimmed`;
  await bus.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', timestamps: 'broker' }]);
  await bus.publish(['a', 'b', 'c'].map((value) => ({ topic, key: null, value })));
  // kafkajs' admin deletes only in topics that it has met.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
  expect(await bus.offsets(topic)).toEqual([{ first: 2, next: 3 }]);
  const found: unknown[] = [];
  for await (const page of bus.read(topic, 0, 0, 100)) found.push(...page.map(({ offset }) => offset));
  expect(found).toEqual([2]);
  const { seen, follower, caughtUp } = await follow(topic);
  await eventually('it has caught up', caughtUp);
  expect(seen).toEqual(['c']);
  await follower.stop();
});

it('stamps records when they arrive, where the topic says so', async () => {
  const topic = `${prefix}.stamped`;
  await bus.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', timestamps: 'broker' }]);
  const producer = createClient(options).producer({ createPartitioner: () => () => 0 });
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'old', timestamp: '1000' }] });
  await producer.disconnect();
  for await (const page of bus.read(topic, 0, 0, 1)) expect(page[0]?.timestamp).toBeGreaterThan(Date.now() - 60_000);
});

it('says within its time that a broker does not answer', async () => {
  const lost = createKafkaBus({ brokers: ['127.0.0.1:1'], clientId: 'lost', publishTimeoutMs: 500 });
  const before = performance.now();
  const failing = lost.publish([{ topic: 't', key: 'k', value: 'v' }]);
  await expect(failing).rejects.toMatchObject({ name: 'MessagingError', code: 'timeout' });
  expect(performance.now() - before).toBeLessThan(2_000);
  await lost.close();
});
