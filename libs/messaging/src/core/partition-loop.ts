import { MessagingError, type Batch, type BusRecord, type ConsumeOptions } from '../port.js';
import { Backoff } from './backoff.js';
import type { Gate } from './gate.js';

export interface Page {
  /** Never empty. */
  readonly records: readonly BusRecord[];
  /** Offset that the next record of the partition will get, as far as is known. */
  readonly end: number;
}

/** Where the records of one assigned partition come from; each adapter has its own. */
export interface PartitionSource {
  readonly topic: string;
  readonly partition: number;
  /** Waits for records; undefined once {@link release} was called. */
  take(max: number): Promise<Page | undefined>;
  /** The next `take` starts at this offset. */
  rewind(offset: number): void;
  commit(offset: number, metadata: string): Promise<void>;
  release(): void;
}

export interface LoopOptions extends Pick<ConsumeOptions, 'onBatch' | 'onError'> {
  readonly maxRecords: number;
  /** Closed while the consumption, or this partition, is paused. */
  readonly gates: readonly Gate[];
  /** Resolves to what the group had committed, after `onAssigned` and after an earlier loop over the same partition. */
  readonly ready: Promise<number | undefined>;
}

const MAX_METADATA_BYTES = 4_096;

/** Delivers the batches of one assigned partition, one after the other, until it is revoked or stopped. Never rejects. */
export class PartitionLoop {
  /** Settles when no handler runs any more. */
  readonly done: Promise<void>;
  readonly #ended = new AbortController();
  readonly #end = new Promise<void>((resolve) => this.#ended.signal.addEventListener('abort', () => resolve()));
  readonly #backoff = new Backoff();
  readonly #source: PartitionSource;
  readonly #options: LoopOptions;
  #stale = false;
  /** Everything before it is committed; the first delivered offset while nothing is. */
  #floor: number | undefined;
  #commits: Promise<void> = Promise.resolve();

  constructor(source: PartitionSource, options: LoopOptions) {
    this.#source = source;
    this.#options = options;
    this.done = this.#run();
  }

  get stale(): boolean {
    return this.#stale;
  }

  /** The partition is somebody else's now: what still runs can no longer commit. */
  revoke(): void {
    this.#stale = true;
    this.stop();
  }

  /** Nothing more is delivered; what runs may finish and commit. */
  stop(): void {
    this.#ended.abort();
    this.#source.release();
  }

  async commit(nextOffset: number, metadata: string): Promise<void> {
    refuseBadCommit(nextOffset, metadata);
    const turn = this.#commits.then(async () => {
      if (this.#stale) throw this.#fenced();
      if (this.#floor !== undefined && nextOffset < this.#floor) return;
      await this.#source.commit(nextOffset, metadata);
      this.#floor = nextOffset;
    });
    this.#commits = turn.catch(() => undefined);
    await turn;
  }

  async #run(): Promise<void> {
    this.#floor = await this.#options.ready;
    while (!this.#over()) {
      await this.#allowed();
      const page = await this.#source.take(this.#options.maxRecords);
      await this.#allowed();
      if (!page || this.#over()) return;
      this.#floor ??= page.records[0]?.offset;
      await this.#deliver(page);
    }
  }

  async #deliver(page: Page): Promise<void> {
    try {
      await this.#options.onBatch(this.#batchOf(page));
      this.#backoff.reset();
    } catch (error) {
      this.#report(error);
      await this.#backoff.wait(this.#ended.signal);
      // Commits that the handler has under way count.
      await this.#commits;
      if (this.#floor !== undefined) this.#source.rewind(this.#floor);
    }
  }

  /** Until no gate is closed, or it is over anyway. */
  async #allowed(): Promise<void> {
    for (;;) {
      const closed = this.#options.gates.find((gate) => gate.closed);
      if (!closed || this.#over()) return;
      await Promise.race([closed.passed(), this.#end]);
    }
  }

  #over(): boolean {
    return this.#ended.signal.aborted;
  }

  #report(error: unknown): void {
    const { topic, partition } = this.#source;
    try {
      this.#options.onError?.(error, { topic, partition });
    } catch {
      // A listener's own trouble must not stop the partition.
    }
  }

  #batchOf({ records, end }: Page): Batch {
    const { topic, partition } = this.#source;
    return {
      topic,
      partition,
      records,
      end,
      commit: (nextOffset, metadata = '') => this.commit(nextOffset, metadata),
      isStale: () => this.#stale,
    };
  }

  #fenced(): MessagingError {
    return new MessagingError('fenced', `${this.#source.topic}/${this.#source.partition} was revoked`);
  }
}

function refuseBadCommit(nextOffset: number, metadata: string): void {
  if (!Number.isSafeInteger(nextOffset) || nextOffset < 0) {
    throw new MessagingError('invalid_record', `${nextOffset} is no offset`);
  }
  if (Buffer.byteLength(metadata) > MAX_METADATA_BYTES) {
    throw new MessagingError('invalid_record', `offset metadata is limited to ${MAX_METADATA_BYTES} bytes`);
  }
}
