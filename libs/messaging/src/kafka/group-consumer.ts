import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { GroupMember, type TopicPartition } from '../core/group-member.js';
import type { Assignment, ConsumeOptions, Consumption } from '../port.js';
import { AssignedPartition } from './assigned-partition.js';
import { toMessagingError } from './errors.js';
import { PartitionAssigners } from './internals.js';
import type { KafkaAdmin } from './topics.js';

/** Also how long it takes to notice a rebalance. */
const HEARTBEAT_MS = 1_000;
const REBALANCE_MS = 60_000;
/** How long a fetch waits for something to arrive; also how long stopping may take. */
const FETCH_WAIT_MS = 100;
const FETCH_BYTES = 512 * 1024;
/** A broker that goes away is noticed after 9 s or so. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8, restartOnFailure: () => Promise.resolve(true) };

/** Joins the group; partitions arrive later, as a rebalance hands them out. */
export async function joinGroup(
  kafka: Kafka,
  admin: KafkaAdmin,
  options: ConsumeOptions,
  sessionTimeout: number,
): Promise<Consumption> {
  for (const topic of options.topics) await admin.info(topic);
  let contact = 0;
  const partitions = new Map<string, AssignedPartition>();
  const member = new GroupMember(options, {
    committed: (wanted) => committedOf(admin, options.group, wanted),
    lastContact: () => contact,
    leave: () => consumer.disconnect(),
  });
  const revoke = () => {
    partitions.clear();
    member.revoke();
  };
  const consumer = createConsumer(kafka, options.group, sessionTimeout, revoke);
  const seen = () => void (contact = Date.now());
  const { HEARTBEAT, FETCH, GROUP_JOIN, CRASH } = consumer.events;
  consumer.on(HEARTBEAT, seen);
  consumer.on(FETCH, seen);
  consumer.on(GROUP_JOIN, ({ payload }) => {
    seen();
    const sources = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((number) => new AssignedPartition(consumer, topic, number)),
    );
    // Pausing outlives an assignment in kafkajs.
    consumer.resume(sources.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    for (const source of sources) partitions.set(`${source.topic}/${source.partition}`, source);
    member.assign(sources);
  });
  consumer.on(CRASH, ({ payload }) => {
    revoke();
    if (!payload.restart) member.died(toMessagingError(payload.error));
  });
  await run(consumer, options, (payload) =>
    partitions.get(`${payload.batch.topic}/${payload.batch.partition}`)?.accept(payload),
  );
  return member;
}

async function run(
  consumer: Consumer,
  options: ConsumeOptions,
  accept: (payload: EachBatchPayload) => void,
): Promise<void> {
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: (options.startAt ?? 'first') === 'first' });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => {
        accept(payload);
        return Promise.resolve();
      },
    });
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw toMessagingError(error);
  }
}

function createConsumer(kafka: Kafka, groupId: string, sessionTimeout: number, onRejoin: () => void): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval: Math.min(HEARTBEAT_MS, sessionTimeout / 3),
    rebalanceTimeout: REBALANCE_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: FETCH_BYTES,
    allowAutoTopicCreation: false,
    retry: RETRY,
    partitionAssigners: [
      (config) => {
        const assigner = PartitionAssigners.roundRobin(config);
        return {
          ...assigner,
          // Asked for before each join: the moment from which the old assignment no longer holds.
          protocol: (subscription) => {
            onRejoin();
            return assigner.protocol(subscription);
          },
        };
      },
    ],
  });
}

async function committedOf(
  admin: KafkaAdmin,
  group: string,
  wanted: readonly TopicPartition[],
): Promise<readonly Assignment[]> {
  const topics = [...new Set(wanted.map(({ topic }) => topic))];
  const found = new Map(
    await Promise.all(topics.map(async (topic) => [topic, await admin.committed(group, topic)] as const)),
  );
  return wanted.map(({ topic, partition }) => {
    const committed = found.get(topic)?.get(partition);
    return { topic, partition, ...(committed && { committed }) };
  });
}
