import type { FeedPage, TopicFeed } from '../core/follower.js';
import { MessagingError } from '../port.js';
import type { Heads } from './heads.js';
import type { Store, Topic } from './store.js';

const PAGE_RECORDS = 500;

export class StoredFeed implements TopicFeed {
  readonly #topic: Topic;
  readonly #store: Store;
  readonly #heads: Heads;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(topic: Topic, store: Store, heads: Heads) {
    this.#topic = topic;
    this.#store = store;
    this.#heads = heads;
  }

  async start(): Promise<ReadonlyMap<number, { readonly first: number; readonly next: number }>> {
    const heads = (await this.#store.heads()).filter(({ topic }) => topic === this.#topic.id);
    return new Map(heads.map(({ partition, first, next }) => [partition, { first, next }]));
  }

  async next(positions: ReadonlyMap<number, number>): Promise<readonly FeedPage[]> {
    if (this.#closed) throw new MessagingError('closed', 'following has ended');
    const behind = [...positions].filter(([partition, at]) => this.#heads.nextOf(this.#topic.id, partition) > at);
    if (behind.length === 0) {
      await this.#moved([...positions.keys()]);
      return [];
    }
    return Promise.all(behind.map(([partition, at]) => this.#page(partition, at)));
  }

  recover(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    return Promise.resolve();
  }

  async #page(partition: number, from: number): Promise<FeedPage> {
    const end = this.#heads.nextOf(this.#topic.id, partition);
    const records = await this.#store.page(this.#topic, partition, from, end, PAGE_RECORDS);
    return { partition, records, next: (records.at(-1)?.offset ?? end - 1) + 1 };
  }

  async #moved(partitions: readonly number[]): Promise<void> {
    await new Promise<void>((resolve) => {
      const giveUp = partitions.map((each) => this.#heads.whenMoved(this.#topic.id, each, () => this.#wake?.()));
      // A partition that is resumed must be looked at without anything new in it.
      const timer = setTimeout(() => this.#wake?.(), 500);
      this.#wake = () => {
        clearTimeout(timer);
        for (const each of giveUp) each();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
