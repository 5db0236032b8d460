import type { BusLog } from '../log.js';
import type { BusDatabase } from './database.js';
import type { Store } from './store.js';

/** Should a notification get lost, the table is looked at as often as this. */
const POLL_MS = 1_000;

/** How far each partition goes, and who waits for more. */
export class Heads {
  readonly #store: Store;
  readonly #log: BusLog;
  readonly #next = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #contact = 0;

  constructor(database: BusDatabase, store: Store, log: BusLog) {
    this.#store = store;
    this.#log = log;
    database.onAppended((payload) => this.#heard(payload));
  }

  get lastContact(): number {
    return this.#contact;
  }

  /** Begins to look; resolves when it has looked once. */
  async start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.#refresh(), POLL_MS).unref();
    await this.#refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  nextOf(topic: number, partition: number): number {
    return this.#next.get(`${topic}:${partition}`) ?? 0;
  }

  /** Calls back, once, when the partition goes on; the returned function gives up. */
  whenMoved(topic: number, partition: number, call: () => void): () => void {
    const key = `${topic}:${partition}`;
    let waiting = this.#waiting.get(key);
    if (!waiting) this.#waiting.set(key, (waiting = new Set()));
    waiting.add(call);
    return () => void waiting.delete(call);
  }

  #heard(payload: string | undefined): void {
    if (!payload) return void this.#refresh();
    for (const part of payload.split(';')) {
      const [topic, partition, next] = part.split(':');
      this.#moved(`${topic}:${partition}`, Number(next));
    }
  }

  #moved(key: string, next: number): void {
    if (next <= (this.#next.get(key) ?? 0)) return;
    this.#next.set(key, next);
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    this.#waiting.delete(key);
    for (const call of waiting) call();
  }

  #refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      for (const { topic, partition, next } of await this.#store.heads()) this.#moved(`${topic}:${partition}`, next);
      this.#contact = Date.now();
    } catch (error) {
      this.#log.debug({ error: error instanceof Error ? error.message : '' }, 'the bus cannot be read');
    }
  }
}
