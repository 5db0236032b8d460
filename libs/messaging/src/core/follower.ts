import {
  MessagingError,
  type BusRecord,
  type Consumption,
  type ConsumptionStatus,
  type FollowOptions,
} from '../port.js';
import { Backoff } from './backoff.js';
import { Gate } from './gate.js';

/** How an adapter reads a whole topic. Rejects with a {@link MessagingError} only. */
export interface TopicFeed {
  /** Per partition, where to begin and where the topic ends now. */
  start(): Promise<ReadonlyMap<number, { readonly first: number; readonly next: number }>>;
  /** What follows those positions, after waiting a little for it; and how far that goes, which moves on over gaps too. */
  next(positions: ReadonlyMap<number, number>): Promise<readonly FeedPage[]>;
  /** Begins a wait anew, after an error. */
  recover(): Promise<void>;
  /** Interrupts a wait. */
  close(): Promise<void>;
}
export interface FeedPage {
  readonly partition: number;
  readonly records: readonly BusRecord[];
  readonly next: number;
}

/** Reads every partition from its beginning, one page after the other, and goes on. */
export class Follower implements Consumption {
  readonly #feed: TopicFeed;
  readonly #options: FollowOptions;
  readonly #gate = new Gate();
  readonly #held = new Set<number>();
  readonly #ended = new AbortController();
  readonly #backoff = new Backoff();
  readonly #positions = new Map<number, number>();
  #goals: Map<number, number> | undefined;
  #contact = 0;
  #running: Promise<void> = Promise.resolve();

  private constructor(feed: TopicFeed, options: FollowOptions) {
    this.#feed = feed;
    this.#options = options;
  }

  static async begin(feed: TopicFeed, options: FollowOptions): Promise<Follower> {
    const follower = new Follower(feed, options);
    try {
      await follower.#begin();
    } catch (error) {
      await feed.close();
      throw error;
    }
    follower.#running = follower.#run();
    return follower;
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  pausePartition(_topic: string, partition: number): void {
    this.#held.add(partition);
  }

  resumePartition(_topic: string, partition: number): void {
    this.#held.delete(partition);
  }

  status(): ConsumptionStatus {
    return { joined: this.#goals !== undefined || this.#positions.size > 0, lastContact: this.#contact };
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    this.#gate.open();
    await this.#feed.close();
    await this.#running;
  }

  async #begin(): Promise<void> {
    this.#goals = new Map();
    for (const [partition, { first, next }] of await this.#feed.start()) {
      this.#positions.set(partition, first);
      if (next > first) this.#goals.set(partition, next);
    }
    this.#contact = Date.now();
  }

  async #run(): Promise<void> {
    this.#noteProgress();
    while (!this.#over()) {
      await this.#gate.passed();
      try {
        const pages = await this.#feed.next(this.#wanted());
        this.#contact = Date.now();
        for (const page of pages) await this.#deliver(page);
        this.#backoff.reset();
      } catch (error) {
        await this.#trouble(error);
      }
    }
  }

  #wanted(): ReadonlyMap<number, number> {
    return new Map([...this.#positions].filter(([partition]) => !this.#held.has(partition)));
  }

  async #deliver({ partition, records, next }: FeedPage): Promise<void> {
    await this.#gate.passed();
    if (this.#over()) return;
    if (records.length > 0) await this.#options.onRecords(records);
    this.#positions.set(partition, next);
    if (next >= (this.#goals?.get(partition) ?? Infinity)) {
      this.#goals?.delete(partition);
      this.#noteProgress();
    }
  }

  #noteProgress(): void {
    if (this.#goals?.size !== 0) return;
    this.#goals = undefined;
    this.#quietly(() => this.#options.onCaughtUp?.());
  }

  async #trouble(error: unknown): Promise<void> {
    if (this.#over()) return;
    this.#quietly(() => this.#options.onError?.(error));
    await this.#backoff.wait(this.#ended.signal);
    if (!(error instanceof MessagingError) || this.#over()) return;
    // What failed was the bus, not the handler.
    await this.#feed.recover().catch(() => undefined);
  }

  #over(): boolean {
    return this.#ended.signal.aborted;
  }

  #quietly(call: () => void): void {
    try {
      call();
    } catch {
      // A listener's own trouble must not end the following.
    }
  }
}
