import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { eventually, kafkaBrokers, uniquePrefix } from '@hookswitch/testing';
import kafkajs, { type PartitionAssigner } from 'kafkajs';
import type { EventBus, MessagingError } from '../port.js';
import { createClient } from './client.js';
import { createKafkaBus } from './kafka-bus.js';

const prefix = uniquePrefix();
const options = { brokers: kafkaBrokers(), clientId: 'groups' };
const buses: EventBus[] = [];
let made = 0;

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});

async function open(more: { readonly sessionTimeoutMs?: number } = {}): Promise<{ bus: EventBus; topic: string }> {
  const bus = createKafkaBus({ ...options, ...more });
  buses.push(bus);
  const topic = `${prefix}.${made++}`;
  await bus.ensureTopics([{ name: topic, partitions: 2, cleanup: 'delete', timestamps: 'broker' }]);
  return { bus, topic };
}

it('keeps its partitions while a batch runs longer than a member may be silent', async () => {
  const { bus, topic } = await open({ sessionTimeoutMs: 6_000 });
  await bus.publish([{ topic, partition: 0, key: null, value: 'slow' }]);
  let revoked = 0;
  let committed = false;
  await bus.consume({
    group: topic,
    topics: [topic],
    onRevoked: () => void (revoked += 1),
    onBatch: async (batch) => {
      // The work itself takes this long: nothing could be waited for instead.
      await after(8_000);
      await batch.commit(1);
      committed = true;
    },
  });
  await eventually('the commit', () => committed);
  expect(revoked).toBe(0);
});

it('says that it cannot go on when the group does not let it in', async () => {
  const { bus, topic } = await open();
  const another: PartitionAssigner = (config) => {
    const assigner = kafkajs.PartitionAssigners.roundRobin(config);
    return { ...assigner, name: 'another', protocol: (all) => ({ ...assigner.protocol(all), name: 'another' }) };
  };
  const stranger = createClient(options).consumer({ groupId: topic, partitionAssigners: [another] });
  await stranger.connect();
  await stranger.subscribe({ topics: [topic] });
  const joined = new Promise((resolve) => stranger.on(stranger.events.GROUP_JOIN, resolve));
  await stranger.run({ eachBatch: () => Promise.resolve() });
  await joined;
  const errors: MessagingError[] = [];
  const member = await bus.consume({
    group: topic,
    topics: [topic],
    onBatch: () => Promise.resolve(),
    onDied: (error) => void errors.push(error),
  });
  await eventually('it gives up', () => errors.length > 0);
  expect(errors[0]).toMatchObject({ name: 'MessagingError', code: 'unavailable' });
  expect(member.status().joined).toBe(false);
  await stranger.disconnect();
});

it('shares a group between two processes of their own, and takes over what one of them leaves', async () => {
  const { bus: first, topic } = await open();
  const { bus: second } = await open();
  const seen: string[] = [];
  const joined = [0, 0];
  for (const [at, bus] of [first, second].entries()) {
    await bus.consume({
      group: topic,
      topics: [topic],
      onAssigned: (all) => void (joined[at] = all.length),
      onBatch: async (batch) => {
        seen.push(...batch.records.map(({ value }) => value?.toString() ?? ''));
        await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
      },
    });
  }
  await eventually('one partition each', () => joined.every((count) => count === 1));
  await second.close();
  await eventually('both partitions', () => joined[0] === 2);
  const values = Array.from({ length: 20 }, (_, index) => `v${index}`);
  await first.publish(values.map((value, index) => ({ topic, partition: index % 2, key: null, value })));
  await eventually('all records', () => seen.length >= 20);
  expect([...seen].sort()).toEqual([...values].sort());
});
