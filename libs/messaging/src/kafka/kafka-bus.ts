import { Follower } from '../core/follower.js';
import { Publisher } from '../core/publisher.js';
import {
  MessagingError,
  type BusRecord,
  type Committed,
  type ConsumeOptions,
  type Consumption,
  type EventBus,
  type FollowOptions,
  type OutgoingRecord,
  type Position,
  type TopicSpec,
} from '../port.js';
import { createClient, type KafkaBusOptions } from './client.js';
import { joinGroup } from './group-consumer.js';
import { KafkaTopicFeed } from './topic-feed.js';
import { TopicReader } from './topic-reader.js';
import { KafkaAdmin } from './topics.js';
import { KafkaTransport } from './transport.js';

const PUBLISH_MS = 20_000;
const QUEUED_BYTES = 64 << 20;
const SESSION_MS = 30_000;

/** The bus of a cluster installation. Connects when it is first used. */
export const createKafkaBus = (options: KafkaBusOptions): EventBus => new KafkaBus(options);

class KafkaBus implements EventBus {
  readonly #options: KafkaBusOptions;
  readonly #admin: KafkaAdmin;
  readonly #transport: KafkaTransport;
  readonly #publisher: Publisher;
  readonly #readers = new Map<string, TopicReader>();
  readonly #consumptions = new Set<Consumption>();
  #closed: Promise<void> | undefined;

  constructor(options: KafkaBusOptions) {
    const kafka = createClient(options);
    const timeoutMs = options.publishTimeoutMs ?? PUBLISH_MS;
    this.#options = options;
    this.#admin = new KafkaAdmin(kafka);
    this.#transport = new KafkaTransport(kafka, this.#admin, timeoutMs);
    this.#publisher = new Publisher(this.#transport, {
      timeoutMs,
      maxQueuedBytes: options.maxQueuedBytes ?? QUEUED_BYTES,
    });
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#refuseClosed();
    await this.#admin.ensure(topics);
  }

  publish(records: readonly OutgoingRecord[]): Promise<readonly Position[]> {
    return this.#publisher.publish(records);
  }

  async consume(options: ConsumeOptions): Promise<Consumption> {
    this.#refuseClosed();
    const kafka = createClient(this.#options);
    return this.#keep(await joinGroup(kafka, this.#admin, options, this.#options.sessionTimeoutMs ?? SESSION_MS));
  }

  async follow(options: FollowOptions): Promise<Consumption> {
    this.#refuseClosed();
    await this.#admin.info(options.topic);
    return this.#keep(await Follower.begin(new KafkaTopicFeed(createClient(this.#options), options.topic), options));
  }

  async *read(topic: string, partition: number, from: number, to: number): AsyncIterable<readonly BusRecord[]> {
    const reader = await this.#readerOf(topic);
    const [first, next] = await Promise.all([reader.offsets('first'), reader.offsets('next')]);
    const end = Math.min(to, next.get(partition) ?? refusePartition(topic, partition));
    let at = Math.max(from, first.get(partition) ?? 0);
    while (at < end) {
      const [leader] = await reader.leaders([partition]);
      const [page] = leader ? await reader.fetch(leader[0], new Map([[partition, at]]), 100) : [];
      if (!page) continue;
      const records = page.records.filter(({ offset }) => offset < end);
      at = page.next;
      if (records.length > 0) yield records;
    }
  }

  async offsets(topic: string): Promise<readonly { readonly first: number; readonly next: number }[]> {
    const reader = await this.#readerOf(topic);
    const [first, next] = await Promise.all([reader.offsets('first'), reader.offsets('next')]);
    const partitions = [...first.keys()].sort((a, b) => a - b);
    return partitions.map((each) => ({ first: first.get(each) ?? 0, next: next.get(each) ?? 0 }));
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, Committed>> {
    this.#refuseClosed();
    return this.#admin.committed(group, topic);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumptions].map((each) => each.stop()));
    await this.#publisher.close();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
    await this.#transport.close();
    await this.#admin.close();
  }

  async #readerOf(topic: string): Promise<TopicReader> {
    this.#refuseClosed();
    await this.#admin.info(topic);
    let reader = this.#readers.get(topic);
    if (!reader) this.#readers.set(topic, (reader = new TopicReader(createClient(this.#options), topic)));
    return reader;
  }

  #keep(consumption: Consumption): Consumption {
    this.#consumptions.add(consumption);
    return consumption;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new MessagingError('closed', 'the bus is closed');
  }
}

function refusePartition(topic: string, partition: number): never {
  throw new MessagingError('invalid_record', `${topic} has no partition ${partition}`);
}
