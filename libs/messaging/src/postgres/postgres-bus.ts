import { Follower } from '../core/follower.js';
import { GroupMember, type TopicPartition } from '../core/group-member.js';
import { Publisher } from '../core/publisher.js';
import { silentLog } from '../log.js';
import {
  MessagingError,
  type Assignment,
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
import { BusDatabase, type PostgresBusOptions } from './database.js';
import { Groups } from './groups.js';
import { Heads } from './heads.js';
import { Store, type Topic } from './store.js';
import { StoredFeed } from './stored-feed.js';
import { StoredPartition } from './stored-partition.js';
import { Sweeper } from './sweeper.js';

const PUBLISH_MS = 20_000;
const QUEUED_BYTES = 64 << 20;
const SWEEP_MS = 60_000;
const TOMBSTONE_MS = 86_400_000;
const PAGE_RECORDS = 500;

/** The bus of an installation without Kafka: tables of a Postgres, for one process. Connects when it is first used. */
export const createPostgresBus = (options: PostgresBusOptions): EventBus => new PostgresBus(options);

class PostgresBus implements EventBus {
  readonly #database: BusDatabase;
  readonly #store: Store;
  readonly #heads: Heads;
  readonly #sweeper: Sweeper;
  readonly #publisher: Publisher;
  readonly #groups = new Groups();
  readonly #consumptions = new Set<Consumption>();
  #closed: Promise<void> | undefined;

  constructor(options: PostgresBusOptions) {
    const log = options.log ?? silentLog;
    this.#database = new BusDatabase(options);
    this.#store = new Store(this.#database);
    this.#heads = new Heads(this.#database, this.#store, log);
    this.#sweeper = new Sweeper(this.#database, log, options.sweepMs ?? SWEEP_MS, options.tombstoneMs ?? TOMBSTONE_MS);
    this.#publisher = new Publisher(this.#store, {
      timeoutMs: options.publishTimeoutMs ?? PUBLISH_MS,
      maxQueuedBytes: options.maxQueuedBytes ?? QUEUED_BYTES,
    });
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#refuseClosed();
    await this.#store.ensure(topics);
    this.#sweeper.start();
  }

  publish(records: readonly OutgoingRecord[]): Promise<readonly Position[]> {
    return this.#publisher.publish(records);
  }

  async consume(options: ConsumeOptions): Promise<Consumption> {
    this.#refuseClosed();
    const topics = new Map<string, Topic>();
    for (const name of options.topics) topics.set(name, await this.#store.topic(name));
    await this.#begin();
    const member: GroupMember = new GroupMember(options, {
      committed: (wanted) => this.#committedOf(options.group, topics, wanted),
      lastContact: () => this.#heads.lastContact,
      leave: () => {
        this.#groups.leave(options.group, member);
        return Promise.resolve();
      },
    });
    const places = [...topics.values()].flatMap(({ name, partitions }) => numbers(partitions, name));
    const sourceOf = ({ topic, partition }: TopicPartition) => {
      const of = topics.get(topic) ?? missing(topic);
      return new StoredPartition(of, partition, options.group, options.startAt ?? 'first', this.#store, this.#heads);
    };
    this.#groups.join(options.group, { member, places, sourceOf });
    this.#consumptions.add(member);
    return member;
  }

  async follow(options: FollowOptions): Promise<Consumption> {
    this.#refuseClosed();
    const topic = await this.#store.topic(options.topic);
    await this.#begin();
    const follower = await Follower.begin(new StoredFeed(topic, this.#store, this.#heads), options);
    this.#consumptions.add(follower);
    return follower;
  }

  async *read(topic: string, partition: number, from: number, to: number): AsyncIterable<readonly BusRecord[]> {
    this.#refuseClosed();
    const of = await this.#store.topic(topic);
    if (!(partition >= 0 && partition < of.partitions)) throw noPartition(topic, partition);
    for (let at = from; ;) {
      const records = await this.#store.page(of, partition, at, to, PAGE_RECORDS);
      const last = records.at(-1);
      if (!last) return;
      at = last.offset + 1;
      yield records;
    }
  }

  async offsets(topic: string): Promise<readonly { readonly first: number; readonly next: number }[]> {
    this.#refuseClosed();
    const { id } = await this.#store.topic(topic);
    const heads = await this.#store.heads();
    return heads.filter((head) => head.topic === id).map(({ first, next }) => ({ first, next }));
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, Committed>> {
    this.#refuseClosed();
    return this.#store.committed(group, await this.#store.topic(topic));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #begin(): Promise<void> {
    this.#sweeper.start();
    await this.#heads.start();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumptions].map((each) => each.stop()));
    await this.#publisher.close();
    this.#heads.stop();
    await this.#sweeper.stop();
    await this.#database.close();
  }

  async #committedOf(
    group: string,
    topics: ReadonlyMap<string, Topic>,
    wanted: readonly TopicPartition[],
  ): Promise<readonly Assignment[]> {
    const found = new Map<string, ReadonlyMap<number, Committed>>();
    for (const [name, topic] of topics) found.set(name, await this.#store.committed(group, topic));
    return wanted.map(({ topic, partition }) => {
      const committed = found.get(topic)?.get(partition);
      return { topic, partition, ...(committed && { committed }) };
    });
  }

  #refuseClosed(): void {
    if (this.#closed) throw new MessagingError('closed', 'the bus is closed');
  }
}

const numbers = (partitions: number, topic: string): TopicPartition[] =>
  Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
const noPartition = (topic: string, partition: number) =>
  new MessagingError('invalid_record', `${topic} has no partition ${partition}`);

function missing(topic: string): never {
  throw new MessagingError('unknown_topic', `topic ${topic} does not exist`);
}
