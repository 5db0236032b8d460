import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import { eventually, kafkaBrokers, uniquePrefix } from '@hookswitch/testing';
import { generateContinuationKey } from '../sealing/continuation-keys.js';
import { runService } from './run-service.js';
import type { ServiceContext } from './service.js';
import type { SystemListeners } from './system.js';

it('runs a service over a real Kafka until it is asked to stop', async () => {
  const prefix = uniquePrefix();
  const codes: number[] = [];
  const out = new PassThrough();
  let listeners: SystemListeners | undefined;
  let context: ServiceContext | undefined;
  const closed: string[] = [];
  const ended = runService(
    {
      name: 'rules',
      async start(given) {
        await given.bus.ensureTopics([
          { name: given.topics.events, partitions: 1, cleanup: 'delete', timestamps: 'broker' },
        ]);
        context = given;
        return { close: () => Promise.resolve(void closed.push(given.name)) };
      },
    },
    {
      env: {
        KAFKA_BROKERS: kafkaBrokers().join(','),
        HOOKSWITCH_RULES_KEYS: generateContinuationKey(),
        HOOKSWITCH_TOPIC_PREFIX: prefix,
        HOOKSWITCH_ADMIN_PORT: '0',
      },
      nodeVersion: '24.0.0',
      out,
      complain: (sentence) => codes.push(sentence.length),
      listen: (given) => (listeners = given),
      exit: (code) => codes.push(code),
    },
  );
  const { bus, topics } = await eventually('start', () => context);
  expect(topics).toMatchObject({ events: topicNames(prefix).events });
  expect(await bus.publish([{ topic: topics.events, key: 'a', value: '{}' }])).toMatchObject([{ offset: 0 }]);
  const port = await eventually('the line that says where', () => /"port":(\d+)/.exec(String(out.read() ?? ''))?.[1]);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  listeners?.signal('SIGTERM');
  await ended;
  expect([codes, closed]).toEqual([[0], ['rules']]);
  await expect(bus.publish([{ topic: topics.events, key: 'a', value: '{}' }])).rejects.toMatchObject({
    code: 'closed',
  });
});
