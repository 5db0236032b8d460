import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, PartitionSource } from '../core/partition-loop.js';
import type { Heads } from './heads.js';
import type { Store, Topic } from './store.js';

/** After the database failed; whoever waits for records need not hear of it. */
const AGAIN_MS = 500;

/** One partition as a member of a group reads it. */
export class StoredPartition implements PartitionSource {
  readonly topic: string;
  readonly partition: number;
  readonly #of: Topic;
  readonly #group: string;
  readonly #store: Store;
  readonly #heads: Heads;
  readonly #from: 'first' | 'next';
  #position: number | undefined;
  #released = false;
  #wake: (() => void) | undefined;

  constructor(of: Topic, partition: number, group: string, from: 'first' | 'next', store: Store, heads: Heads) {
    this.topic = of.name;
    this.partition = partition;
    this.#of = of;
    this.#group = group;
    this.#from = from;
    this.#store = store;
    this.#heads = heads;
  }

  async take(max: number): Promise<Page | undefined> {
    while (!this.#released) {
      try {
        const page = await this.#look(max);
        if (page) return page;
      } catch {
        await sleep(AGAIN_MS);
      }
    }
    return undefined;
  }

  rewind(offset: number): void {
    this.#position = offset;
  }

  commit(offset: number, metadata: string): Promise<void> {
    return this.#store.commit(this.#group, this.#of, this.partition, offset, metadata);
  }

  release(): void {
    this.#released = true;
    this.#wake?.();
  }

  async #look(max: number): Promise<Page | undefined> {
    const position = (this.#position ??= await this.#begin());
    const end = this.#heads.nextOf(this.#of.id, this.partition);
    if (position >= end) {
      await this.#moved(position);
      return undefined;
    }
    const records = await this.#store.page(this.#of, this.partition, position, end, max);
    // What was asked for may have been removed: then there is nothing up to the end.
    if (this.#position === position) this.#position = (records.at(-1)?.offset ?? end - 1) + 1;
    return records.length > 0 ? { records, end } : undefined;
  }

  async #begin(): Promise<number> {
    const committed = await this.#store.committed(this.#group, this.#of);
    const found = committed.get(this.partition)?.offset;
    if (found !== undefined) return found;
    return this.#from === 'first' ? 0 : this.#heads.nextOf(this.#of.id, this.partition);
  }

  async #moved(position: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const giveUp = this.#heads.whenMoved(this.#of.id, this.partition, resolve);
      this.#wake = () => {
        giveUp();
        resolve();
      };
      // It may have gone on, or been released, since we looked.
      if (this.#released || this.#heads.nextOf(this.#of.id, this.partition) > position) this.#wake();
    });
    this.#wake = undefined;
  }
}
