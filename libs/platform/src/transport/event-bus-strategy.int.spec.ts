import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { createKafkaBus, createPostgresBus, type Batch, type BusRecord, type EventBus } from '@hookswitch/messaging';
import { eventually, kafkaBrokers, testDatabase, uniquePrefix, type TestDatabase } from '@hookswitch/testing';
import { topicNames } from '@hookswitch/domain';
import { OnBatch, OnCaughtUp, OnFollow } from './decorators.js';
import { boot, closeAll, world } from './world.spec-helper.js';

const texts = (records: readonly BusRecord[]) => records.map(({ value }) => String(value));

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe.each([
  ['Kafka', () => createKafkaBus({ brokers: kafkaBrokers(), clientId: 'spec' })],
  ['Postgres', () => createPostgresBus({ connectionString: database.url })],
])('the transport over %s', (_name, createBus: () => EventBus) => {
  const prefix = uniquePrefix();
  const topics = topicNames(prefix);
  let bus: EventBus;
  beforeAll(async () => {
    bus = createBus();
    const spec = { partitions: 1, timestamps: 'broker' } as const;
    await bus.ensureTopics([
      { ...spec, name: topics.events, cleanup: 'delete' },
      { ...spec, name: topics.workflows, cleanup: 'compact' },
    ]);
  });
  afterAll(async () => {
    await closeAll();
    await bus.close();
  });

  it('delivers a rejected batch again, reads state first, and commits', async () => {
    const events: string[] = [];
    const workflows: string[] = [];
    let failures = 1;
    @Controller()
    class Handlers {
      @OnFollow('workflows')
      follow(records: readonly BusRecord[]) {
        workflows.push(...texts(records));
      }
      @OnCaughtUp('workflows')
      caughtUp() {
        workflows.push('complete');
      }
      @OnBatch('events', { group: 'rules' })
      async batch(batch: Batch) {
        if (failures-- > 0) throw new TypeError('not yet');
        events.push(...texts(batch.records));
        await batch.commit(batch.records.at(-1)!.offset + 1);
      }
    }
    await bus.publish([
      { topic: topics.workflows, key: 'w', value: 'w1' },
      { topic: topics.events, key: 'a', value: 'e1' },
      { topic: topics.events, key: 'a', value: 'e2' },
    ]);
    const { strategy, health, warnings, fatal } = world({ bus, topics, groupPrefix: prefix });
    await boot(strategy, Handlers);
    await eventually('both events', () => events.length === 2);
    await eventually('readiness', () => health.readiness().ok);
    expect(events).toEqual(['e1', 'e2']);
    expect(workflows).toEqual(['w1', 'complete']);
    expect(warnings).toEqual([{ error: new TypeError('not yet'), topic: topics.events, partition: 0 }]);
    expect(fatal).toEqual([]);
    const committed = async () => (await bus.committed(`${prefix}.rules`, topics.events)).get(0)?.offset;
    await eventually('the commit', async () => (await committed()) === 2);
  });
});
