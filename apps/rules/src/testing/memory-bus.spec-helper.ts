import {
  MessagingError,
  type Batch,
  type BusRecord,
  type EventBus,
  type OutgoingRecord,
  type Position,
} from '@hookswitch/messaging';

const bytes = (value: string | Buffer | null) => (value === null ? null : Buffer.from(value));

/** Logs in memory, every topic with as many partitions as asked for: publish, read and offsets work, consuming does not. */
export class MemoryBus implements EventBus {
  readonly #logs = new Map<string, BusRecord[]>();
  /** Runs before records are stored; what it throws is what `publish` rejects with. */
  before: (records: readonly OutgoingRecord[]) => Promise<void> | void = () => undefined;

  beforeRead: () => void = () => undefined;

  constructor(private readonly partitions = 4) {}

  async publish(records: readonly OutgoingRecord[]): Promise<readonly Position[]> {
    await this.before(records);
    return records.map((record) => this.#append(record));
  }

  records(topic: string, partition = 0): readonly BusRecord[] {
    return this.#log(topic, partition);
  }

  async *read(topic: string, partition: number, from: number, to: number) {
    this.beforeRead();
    for (const record of [...this.#log(topic, partition)])
      if (record.offset >= from && record.offset < to) yield await Promise.resolve([record]);
  }

  offsets(topic: string) {
    const ends = Array.from({ length: this.partitions }, (_, index) => this.#log(topic, index).length);
    return Promise.resolve(ends.map((next) => ({ first: 0, next })));
  }

  /** What has been published to a partition, as a batch; commits are noted. */
  batch(topic: string, from = 0, partition = 0): Batch & { commits: [number, string][]; stale: boolean } {
    const records = this.#log(topic, partition).slice(from);
    return {
      topic,
      partition,
      records,
      end: records.length,
      commits: [],
      stale: false,
      commit(next: number, metadata = '') {
        if (this.stale) return Promise.reject(new MessagingError('fenced', 'lost'));
        this.commits.push([next, metadata]);
        return Promise.resolve();
      },
      isStale() {
        return this.stale;
      },
    };
  }

  ensureTopics = () => Promise.resolve();
  committed = () => Promise.resolve(new Map<number, never>());
  consume = () => Promise.reject(new Error('not here'));
  follow = () => Promise.reject(new Error('not here'));
  close = () => Promise.resolve();

  #append({ topic, partition = 0, key, value, headers = {} }: OutgoingRecord): Position {
    const log = this.#log(topic, partition);
    const position = { topic, partition, offset: log.length };
    const named = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)] as const);
    const headersOf = Object.fromEntries(named);
    log.push({
      ...position,
      key: bytes(key),
      value: bytes(value),
      headers: headersOf,
      timestamp: Date.UTC(2026, 10, 24),
    });
    return position;
  }

  #log(topic: string, partition: number): BusRecord[] {
    const name = `${topic}/${partition}`;
    let log = this.#logs.get(name);
    if (!log) this.#logs.set(name, (log = []));
    return log;
  }
}
