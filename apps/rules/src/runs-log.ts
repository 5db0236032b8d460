import type { RunsMessage, RunStage } from '@hookswitch/domain';
import {
  decodeMessage,
  type BusRecord,
  type Committed,
  type EventBus,
  type OutgoingRecord,
} from '@hookswitch/messaging';
import type { Logger } from '@hookswitch/platform';

/** One partition of a source topic and the partition of `runs.v1` that accounts for it. */
export interface Account {
  readonly source: { readonly topic: string; readonly partition: number };
  readonly runs: { readonly topic: string; readonly partition: number };
}

/** A message of `runs.v1` and the record that carries it. */
export interface Entry {
  readonly message: RunsMessage;
  readonly record: OutgoingRecord;
}

type Stages = readonly RunStage[];
const NOTHING: Stages = [];

/**
 * What has been decided about the records of one source partition, as `runs.v1` has it: the first record that covers an offset is its plan,
 * whoever wrote it. Opened when the partition is taken over, and again after any failure, so that memory never claims more than the log.
 */
export class RunsLog {
  readonly #plans = new Map<number, Stages>();
  /** Which record of the log covers up to where, in the order of the log. */
  #covers: { readonly to: number; readonly at: number }[] = [];
  /** Offsets of the source before it have plans, or are done with. */
  #covered: number;
  #tail: AsyncIterator<readonly BusRecord[]> | undefined;

  private constructor(
    private readonly bus: EventBus,
    private readonly account: Account,
    private readonly log: Logger,
    /** Offsets of the source before it are committed. */
    private done: number,
    /** Next record of the log that has not been looked at. */
    private next: number,
    private readonly end: number,
  ) {
    this.#covered = done;
  }

  /** Starts at the record of the log that the last commit names. */
  static async open(bus: EventBus, account: Account, committed: Committed | undefined, log: Logger): Promise<RunsLog> {
    const { topic, partition } = account.runs;
    const bounds = (await bus.offsets(topic))[partition];
    if (!bounds) throw new Error(`${topic} has no partition ${partition}`);
    const named = /^\d+$/.test(committed?.metadata ?? '') ? Number(committed?.metadata) : 0;
    const from = Math.min(Math.max(named, bounds.first), bounds.next);
    return new RunsLog(bus, account, log, committed?.offset ?? 0, from, bounds.next);
  }

  /** undefined: nothing has been decided, as far as the log was read. */
  planOf(offset: number): Stages | undefined {
    return this.#plans.get(offset);
  }

  /** Reads the log until it covers the source up to this offset, or to where it ended when it was opened. */
  async read(before: number): Promise<void> {
    const { topic, partition } = this.account.runs;
    this.#tail ??= this.bus.read(topic, partition, this.next, this.end)[Symbol.asyncIterator]();
    while (this.next < this.end && this.#covered < before) {
      const page = await this.#tail.next();
      if (page.done) this.next = this.end;
      else for (const record of page.value) this.#take(record);
    }
  }

  /**
   * Appends, and resolves once every offset that the messages cover has a plan: theirs, or that of whoever came between. Needs the whole
   * log read before. Resolves to how many plans are somebody else's.
   */
  async append(entries: readonly Entry[]): Promise<number> {
    const { topic, partition } = this.account.runs;
    const positions = await this.bus.publish(entries.map(({ record }) => record));
    const first = positions[0]?.offset ?? this.next;
    const end = (positions.at(-1)?.offset ?? this.next - 1) + 1;
    let adopted = 0;
    if (first === this.next && end === first + entries.length)
      for (const [index, { message }] of entries.entries()) this.#cover(message, first + index);
    else {
      const own = new Set(positions.map(({ offset }) => offset));
      for await (const page of this.bus.read(topic, partition, Math.min(first, this.next), end))
        for (const record of page) {
          const planned = this.#take(record);
          if (!own.has(record.offset)) adopted += planned;
        }
    }
    this.next = end;
    return adopted;
  }

  /** What a commit of this offset carries: the first record of the log that the next owner must look at. */
  metadata(nextOffset: number): string {
    return String(this.#covers.find(({ to }) => to > nextOffset)?.at ?? this.next);
  }

  /** The source is committed up to this offset. */
  forget(nextOffset: number): void {
    this.done = nextOffset;
    this.#covered = Math.max(this.#covered, nextOffset);
    this.#covers = this.#covers.filter(({ to }) => to > nextOffset);
    for (const offset of this.#plans.keys()) if (offset < nextOffset) this.#plans.delete(offset);
  }

  /** How many offsets got their plan from this record. */
  #take(record: BusRecord): number {
    this.next = record.offset + 1;
    const decoded = decodeMessage('runs', record);
    if (decoded.ok && isOf(decoded.value, this.account)) return this.#cover(decoded.value, record.offset);
    const { topic, partition, offset } = record;
    const message = decoded.ok ? 'it is about another partition' : decoded.error.message;
    this.log.error(`a runs record is left out: ${message}`, { topic, partition, offset });
    return 0;
  }

  #cover({ from, to, stages }: RunsMessage, at: number): number {
    const byOffset = Map.groupBy(stages, ({ offset }) => offset);
    let planned = 0;
    for (let offset = Math.max(from, this.done); offset < to; offset += 1) {
      if (this.#plans.has(offset)) continue;
      this.#plans.set(offset, byOffset.get(offset) ?? NOTHING);
      planned += 1;
    }
    this.#covers.push({ to, at });
    this.#covered = Math.max(this.#covered, to);
    return planned;
  }
}

const isOf = ({ source }: RunsMessage, account: Account): boolean =>
  source.topic === account.source.topic && source.partition === account.source.partition;
