import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { FeedPage, TopicFeed } from '../core/follower.js';
import { typeOf } from './errors.js';
import { TopicReader } from './topic-reader.js';

const WAIT_MS = 500;

/** A compacted topic, read whole over a connection of its own: a fetch that waits would hold up what else is asked on it. */
export class KafkaTopicFeed implements TopicFeed {
  readonly #kafka: Kafka;
  readonly #topic: string;
  #reader: TopicReader;

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#reader = new TopicReader(kafka, topic);
  }

  async start(): Promise<ReadonlyMap<number, { readonly first: number; readonly next: number }>> {
    const [first, next] = await Promise.all([this.#reader.offsets('first'), this.#reader.offsets('next')]);
    return new Map(
      [...first].map(([partition, from]) => [partition, { first: from, next: next.get(partition) ?? from }]),
    );
  }

  async next(positions: ReadonlyMap<number, number>): Promise<readonly FeedPage[]> {
    if (positions.size === 0) return sleep(WAIT_MS, []);
    const reader = this.#reader;
    const leaders = await reader.leaders([...positions.keys()]);
    const asked = leaders.map(async ([node, partitions]) => {
      const wanted = new Map(partitions.map((partition) => [partition, positions.get(partition) ?? 0]));
      return reader.fetch(node, wanted, WAIT_MS).catch((error: unknown) => this.#expired(error, wanted));
    });
    return (await Promise.all(asked)).flat().filter((page) => page.next !== positions.get(page.partition));
  }

  async recover(): Promise<void> {
    const old = this.#reader;
    this.#reader = new TopicReader(this.#kafka, this.#topic);
    await old.close();
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** What was to be read next has been deleted meanwhile, or the log was cut or made anew: goes on with the oldest that there is. */
  async #expired(error: unknown, wanted: ReadonlyMap<number, number>): Promise<readonly FeedPage[]> {
    if (typeOf(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
    const bounds = await this.start();
    return [...wanted].map(([partition, at]) => {
      const { first, next } = bounds.get(partition) ?? { first: at, next: at };
      return { partition, records: [], next: at < first || at > next ? first : at };
    });
  }
}
