import { expect, it } from '@jest/globals';
import { createKafkaBus } from '@hookswitch/messaging';
import { kafkaBrokers, uniquePrefix } from '@hookswitch/testing';
import { typed } from '../world.spec-helper.js';

it('creates the topics of an installation on a real Kafka, again without harm', async () => {
  const prefix = uniquePrefix();
  const env = { KAFKA_BROKERS: kafkaBrokers().join(','), HOOKSWITCH_TOPIC_PREFIX: prefix, HOOKSWITCH_PARTITIONS: '2' };
  const first = await typed(['topics', 'ensure', '--connectors', 'http,fax', '--json'], env);
  expect(first.err).toBe('');
  expect(first.code).toBe(0);
  const { topics } = JSON.parse(first.out) as { topics: { name: string; partitions: number }[] };
  expect(topics.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['events', 'runs', 'commands.fax', 'control.http'].map((name) => `${prefix}.${name}.v1`)),
  );
  expect((await typed(['topics', 'ensure', '--connectors', 'http,fax'], env)).code).toBe(0);
  const bus = createKafkaBus({ brokers: kafkaBrokers(), clientId: 'spec' });
  try {
    for (const { name, partitions } of topics) expect(await bus.offsets(name)).toHaveLength(partitions);
  } finally {
    await bus.close();
  }
});

it('fails with a sentence when there is no Kafka', async () => {
  const { code, err } = await typed(['topics', 'ensure'], { KAFKA_BROKERS: '127.0.0.1:9' });
  expect(code).toBe(1);
  expect(err).not.toContain('    at ');
  expect(err).not.toBe('');
});
