import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Page, PartitionSource } from '../core/partition-loop.js';
import { MessagingError } from '../port.js';
import { isRetriable, toMessagingError } from './errors.js';
import type { RawRecord } from './internals.js';
import { toBusRecord } from './records.js';

/** Above this nothing more is fetched for the partition, below the other it is again. */
const HIGH_BYTES = 2 << 20;
const LOW_BYTES = 1 << 19;
const COMMIT_AGAIN_MS = [100, 300, 900];
/** Fetches that may be under way when a partition is rewound; later ones that differ show that the log itself begins later by now. */
const MAX_STRAYS = 5;

/** kafkajs's types leave out the offset that was asked for. */
type FetchedBatch = EachBatchPayload['batch'] & { readonly fetchedOffset: string };

/** Takes over what kafkajs fetched and lets it go on at once: one slow partition must not hold up the others, nor the heartbeats. */
export class AssignedPartition implements PartitionSource {
  readonly topic: string;
  readonly partition: number;
  readonly #consumer: Consumer;
  #queue: RawRecord[] = [];
  #bytes = 0;
  #next = 0;
  #rewound: { readonly offset: number; strays: number } | undefined;
  #end = 0;
  #paused = false;
  #released = false;
  #wake: (() => void) | undefined;
  #payload: EachBatchPayload | undefined;

  constructor(consumer: Consumer, topic: string, partition: number) {
    this.#consumer = consumer;
    this.topic = topic;
    this.partition = partition;
  }

  /** Called by kafkajs with each fetched batch; must not throw. */
  accept(payload: EachBatchPayload): void {
    if (this.#released || payload.isStale()) return;
    const { batch } = payload;
    if (this.#isStray(Number((batch as FetchedBatch).fetchedOffset))) return;
    this.#payload = payload;
    for (const message of batch.messages as readonly RawRecord[]) {
      if (Number(message.offset) < this.#next) continue;
      this.#queue.push(message);
      this.#bytes += sizeOf(message);
    }
    this.#next = Number(batch.lastOffset()) + 1;
    this.#end = Number(batch.highWatermark);
    payload.resolveOffset(batch.lastOffset());
    if (this.#bytes > HIGH_BYTES) this.#pause();
    this.#wake?.();
  }

  async take(max: number): Promise<Page | undefined> {
    while (this.#queue.length === 0) {
      if (this.#released) return undefined;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
    if (this.#released) return undefined;
    const taken = this.#queue.splice(0, max);
    for (const message of taken) this.#bytes -= sizeOf(message);
    if (this.#bytes < LOW_BYTES) this.#resume();
    const records = taken.map((message) => toBusRecord(this.topic, this.partition, message));
    return { records, end: Math.max(this.#end, (records.at(-1)?.offset ?? 0) + 1) };
  }

  rewind(offset: number): void {
    if (this.#released) return;
    this.#queue = [];
    this.#bytes = 0;
    this.#next = offset;
    this.#rewound = { offset, strays: 0 };
    this.#resume();
    this.#seek(offset);
  }

  /**
   * kafkajs forgets that it has to seek as soon as any broker is asked for more, so a fetch from this partition's broker that was under way
   * may still arrive. Taken for what comes next, it would skip everything between.
   */
  #isStray(fetchedOffset: number): boolean {
    const rewound = this.#rewound;
    if (rewound === undefined) return false;
    if (fetchedOffset > rewound.offset && rewound.strays < MAX_STRAYS) {
      rewound.strays += 1;
      this.#seek(rewound.offset);
      return true;
    }
    this.#rewound = undefined;
    return false;
  }

  #seek(offset: number): void {
    try {
      this.#consumer.seek({ topic: this.topic, partition: this.partition, offset: String(offset) });
    } catch {
      // The consumer is restarting: the partition comes back as a new assignment, at what is committed.
    }
  }

  async commit(offset: number, metadata: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#commitOnce(offset, metadata);
        return;
      } catch (error) {
        const mapped = toMessagingError(error);
        const wait = COMMIT_AGAIN_MS[attempt];
        if (mapped.code === 'fenced' || wait === undefined || !isRetriable(error)) throw mapped;
        await sleep(wait);
        if (this.#released) throw new MessagingError('fenced', `${this.topic}/${this.partition} was revoked`);
      }
    }
  }

  release(): void {
    this.#released = true;
    this.#wake?.();
  }

  async #commitOnce(offset: number, metadata: string): Promise<void> {
    const partitions = [{ partition: this.partition, offset: String(offset), metadata }];
    await this.#payload?.commitOffsetsIfNecessary({ topics: [{ topic: this.topic, partitions }] });
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#consumer.pause([{ topic: this.topic, partitions: [this.partition] }]);
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    try {
      this.#consumer.resume([{ topic: this.topic, partitions: [this.partition] }]);
    } catch {
      // As above.
    }
  }
}

function sizeOf({ key, value, headers }: RawRecord): number {
  let size = 100 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0);
  return size;
}
