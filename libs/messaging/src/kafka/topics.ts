import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { TopicInfo } from '../core/publisher.js';
import { MessagingError, type Committed, type TopicSpec } from '../port.js';
import { toMessagingError, typeOf } from './errors.js';
import { ConfigResourceTypes } from './internals.js';

/** What Kafka allows when a topic does not say. */
const DEFAULT_MAX_BYTES = 1_048_588;
/** Batch header, and what a request adds around the only record of a batch. */
const BATCH_BYTES = 200;
const LOOK_AGAIN_MS = [50, 100, 200, 400, 800];

/** Topics and groups, as an administrator sees them. Rejects with a {@link MessagingError} only. */
export class KafkaAdmin {
  readonly #kafka: Kafka;
  readonly #known = new Map<string, TopicInfo | Promise<TopicInfo>>();
  #lease: Lease | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    await this.#with(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = specs.filter(({ name }) => !existing.has(name));
      // Another service may be creating them at this moment: kafkajs answers false then.
      const topics = missing.map(topicOf);
      if (missing.length > 0) await admin.createTopics({ topics, timeout: 10_000, waitForLeaders: false });
    });
    // kafkajs gives up when a broker that was asked has not heard of a new topic yet.
    for (const { name } of specs) await this.#partitions(name);
  }

  info(name: string): TopicInfo | Promise<TopicInfo> {
    const known = this.#known.get(name);
    if (known) return known;
    const asked = this.#ask(name).then(
      (info) => {
        this.#known.set(name, info);
        return info;
      },
      (error: unknown) => {
        this.#known.delete(name);
        const mapped = toMessagingError(error);
        throw mapped.code === 'unknown_topic' ? missing(name, error) : mapped;
      },
    );
    this.#known.set(name, asked);
    return asked;
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  async committed(groupId: string, topic: string): Promise<ReadonlyMap<number, Committed>> {
    await this.info(topic);
    const [found] = await this.#with((admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
    const committed = new Map<number, Committed>();
    for (const { partition, offset, metadata } of found?.partitions ?? []) {
      if (Number(offset) >= 0) committed.set(partition, { offset: Number(offset), metadata: metadata ?? '' });
    }
    return committed;
  }

  async close(): Promise<void> {
    if (this.#lease) await disconnect(this.#lease);
  }

  async #ask(name: string): Promise<TopicInfo> {
    const partitions = await this.#partitions(name);
    const config = await this.#config(name);
    return {
      partitions,
      maxRecordBytes: Number(config.get('max.message.bytes') ?? DEFAULT_MAX_BYTES) - BATCH_BYTES,
      compact: config.get('cleanup.policy') === 'compact',
    };
  }

  /** Looks a few times: a topic that was just created is not known to every broker yet. */
  async #partitions(name: string): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { topics } = await this.#with((admin) => admin.fetchTopicMetadata({ topics: [name] }));
        const found = topics[0]?.partitions.length ?? 0;
        if (found > 0) return found;
        throw missing(name);
      } catch (error) {
        if (toMessagingError(error).code !== 'unknown_topic') throw error;
        const wait = LOOK_AGAIN_MS[attempt];
        if (wait === undefined) throw missing(name, error);
        await sleep(wait);
      }
    }
  }

  /** A client that may not describe topics goes by the defaults. */
  async #config(name: string): Promise<ReadonlyMap<string, string>> {
    const configNames = ['max.message.bytes', 'cleanup.policy'];
    const resources = [{ type: ConfigResourceTypes.TOPIC, name, configNames }];
    const described = await this.#with((admin) => admin.describeConfigs({ resources, includeSynonyms: false })).catch(
      (error: unknown) => {
        if (typeOf(error)?.endsWith('AUTHORIZATION_FAILED')) return undefined;
        throw error;
      },
    );
    const entries = described?.resources[0]?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  }

  /**
   * kafkajs' admin stays broken once one of the topics it has met is gone: after an error the next call gets a new one. The old one is
   * disconnected when nobody uses it any more: before, it would only connect again.
   */
  async #with<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const lease = (this.#lease ??= { admin: this.#connect(), users: 0, retired: false });
    lease.users += 1;
    try {
      return await work(await lease.admin);
    } catch (error) {
      lease.retired = true;
      if (this.#lease === lease) this.#lease = undefined;
      throw toMessagingError(error);
    } finally {
      lease.users -= 1;
      if (lease.retired && lease.users === 0) await disconnect(lease);
    }
  }

  async #connect(): Promise<Admin> {
    const admin = this.#kafka.admin();
    await admin.connect();
    return admin;
  }
}

interface Lease {
  readonly admin: Promise<Admin>;
  users: number;
  retired: boolean;
}

async function disconnect(lease: Lease): Promise<void> {
  await lease.admin.then((admin) => admin.disconnect()).catch(() => undefined);
}

const missing = (name: string, cause?: unknown) =>
  new MessagingError('unknown_topic', `topic ${name} does not exist`, { cause });

function topicOf({ name, partitions, cleanup, retentionMs, timestamps, maxRecordBytes }: TopicSpec) {
  const config: Record<string, string> = {
    'cleanup.policy': cleanup,
    'message.timestamp.type': timestamps === 'broker' ? 'LogAppendTime' : 'CreateTime',
    ...(retentionMs !== undefined && { 'retention.ms': String(retentionMs) }),
    ...(maxRecordBytes !== undefined && { 'max.message.bytes': String(maxRecordBytes + BATCH_BYTES) }),
  };
  const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  return { topic: name, numPartitions: partitions, replicationFactor: -1, configEntries };
}
