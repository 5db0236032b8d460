import { beforeEach, expect, it } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { KafkaAdmin } from './topics.js';

const unknown = Object.assign(new Error('this server does not host this topic-partition'), {
  type: 'UNKNOWN_TOPIC_OR_PARTITION',
  retriable: true,
});
const spec = { name: 't', partitions: 3, cleanup: 'delete', timestamps: 'broker' } as const;

let story: string[];
let answers: ('unknown' | number)[];
let admin: KafkaAdmin;

beforeEach(() => {
  story = [];
  answers = [];
  const client = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    listTopics: () => Promise.resolve(['old']),
    createTopics: ({ topics }: { readonly topics: readonly { readonly topic: string }[] }) => {
      story.push(`create ${topics.map(({ topic }) => topic).join()}`);
      return Promise.resolve(true);
    },
    fetchTopicMetadata: ({ topics: [name] }: { readonly topics: readonly string[] }) => {
      const answer = answers.shift() ?? 3;
      story.push(`${name} ${answer}`);
      if (answer === 'unknown') return Promise.reject(unknown);
      return Promise.resolve({ topics: [{ name, partitions: Array.from({ length: answer }) }] });
    },
  };
  admin = new KafkaAdmin({ admin: () => client } as unknown as Kafka);
});

it('has ensured a topic only when the brokers know it, which takes a moment', async () => {
  answers = ['unknown', 'unknown', 0, 3];
  await admin.ensure([spec]);
  expect(story).toEqual(['create t', 't unknown', 't unknown', 't 0', 't 3']);
});

it('says which topic the brokers never came to know', async () => {
  answers = Array.from({ length: 10 }, () => 'unknown' as const);
  const refused = { name: 'MessagingError', code: 'unknown_topic', message: 'topic t does not exist' };
  await expect(admin.ensure([spec])).rejects.toMatchObject(refused);
  expect(story.length).toBeLessThan(10);
});

it('makes only what is missing', async () => {
  await admin.ensure([{ ...spec, name: 'old' }, spec]);
  expect(story).toEqual(['create t', 'old 3', 't 3']);
});
