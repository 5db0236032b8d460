import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { topicNames } from '@hookswitch/domain';
import { createKafkaBus, topicSpecs } from '@hookswitch/messaging';

const ATTEMPTS = 8;
const brokers = (process.env.KAFKA_BROKERS ?? '').split(',').filter((each) => each !== '');

/** Topics of one's own on the Kafka of the run; `remove` deletes them and nothing else. */
export async function createInstallation({ partitions, connectorTypes }) {
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set: start it with "npm run bench"');
  const prefix = `bench-${randomBytes(5).toString('hex')}`;
  const topics = topicNames(prefix);
  const bus = createKafkaBus({ brokers, clientId: prefix, maxQueuedBytes: 512 << 20, publishTimeoutMs: 60_000 });
  await ensureTopics(bus, topicSpecs(topics, { partitions, connectorTypes }));
  return {
    prefix,
    topics,
    bus,
    brokers,
    /** What every service of it needs. */
    env: {
      KAFKA_BROKERS: brokers.join(','),
      HOOKSWITCH_TOPIC_PREFIX: prefix,
      HOOKSWITCH_PARTITIONS: String(partitions),
      HOOKSWITCH_HOST: '127.0.0.1',
      HOOKSWITCH_LOG_LEVEL: 'warn',
    },
    async remove() {
      await bus.close();
      await deleteTopics(prefix);
    },
  };
}

/** Resolves once they can be used: a busy broker needs a moment for what it has just created. */
export async function ensureTopics(bus, specs) {
  await patiently(() => bus.ensureTopics(specs));
  for (const { name } of specs) await patiently(() => bus.offsets(name));
}

async function patiently(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(attempt * 200);
    }
  }
}

async function deleteTopics(prefix) {
  const admin = new kafkajs.Kafka({ brokers, clientId: prefix, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const own = (await admin.listTopics()).filter((name) => name.startsWith(`${prefix}.`));
    await admin.deleteTopics({ topics: own });
  } finally {
    await admin.disconnect();
  }
}
