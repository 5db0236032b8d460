import {
  type MessagingError,
  type Assignment,
  type ConsumeOptions,
  type Consumption,
  type ConsumptionStatus,
} from '../port.js';
import { Backoff } from './backoff.js';
import { Gate } from './gate.js';
import { PartitionLoop, type PartitionSource } from './partition-loop.js';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What an adapter provides to a member. */
export interface MemberLink {
  /** What the group has committed for those partitions. */
  committed(partitions: readonly TopicPartition[]): Promise<readonly Assignment[]>;
  /** When the bus last answered, milliseconds since the epoch. */
  lastContact(): number;
  leave(): Promise<void>;
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
const DEFAULT_MAX_RECORDS = 500;

/** One member of a consumer group: runs a loop for each partition it has, whoever assigns them. */
export class GroupMember implements Consumption {
  readonly #options: ConsumeOptions;
  readonly #link: MemberLink;
  readonly #gate = new Gate();
  readonly #gates = new Map<string, Gate>();
  readonly #loops = new Map<string, PartitionLoop>();
  /** Loops that were revoked while a handler ran: the partition's next loop waits for them. */
  readonly #leaving = new Map<string, Promise<void>>();
  #epoch = new AbortController();
  #joined = false;
  #stopped: Promise<void> | undefined;

  constructor(options: ConsumeOptions, link: MemberLink) {
    this.#options = options;
    this.#link = link;
  }

  assign(sources: readonly PartitionSource[]): void {
    this.#joined = true;
    if (this.#stopped || sources.length === 0) return;
    const { signal } = this.#epoch;
    const prepared = this.#prepare(sources, signal);
    for (const source of sources) {
      const key = keyOf(source);
      const ready = Promise.all([prepared, this.#leaving.get(key)]).then(([committed]) => committed.get(key));
      this.#loops.set(key, new PartitionLoop(source, { ...this.#loopOptions(key), ready }));
    }
  }

  /** All partitions are gone; what comes next is a new assignment, perhaps with some of them. */
  revoke(): void {
    const gone = this.assigned();
    this.#epoch.abort();
    this.#epoch = new AbortController();
    this.#joined = false;
    if (gone.length === 0) return;
    for (const each of gone) this.#drop(keyOf(each));
    this.#guard(() => this.#options.onRevoked?.(gone), gone[0]);
  }

  assigned(): readonly TopicPartition[] {
    return [...this.#loops.keys()].map(partitionOfKey);
  }

  status(): ConsumptionStatus {
    return { joined: this.#joined, lastContact: this.#link.lastContact() };
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  pausePartition(topic: string, partition: number): void {
    this.#gateOf(keyOf({ topic, partition })).close();
  }

  resumePartition(topic: string, partition: number): void {
    this.#gateOf(keyOf({ topic, partition })).open();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#finish();
    return this.#stopped;
  }

  died(error: MessagingError): void {
    this.revoke();
    this.#options.onDied?.(error);
  }

  async #finish(): Promise<void> {
    for (const loop of this.#loops.values()) loop.stop();
    this.#epoch.abort();
    await Promise.all([...this.#loops.values()].map(({ done }) => done));
    await Promise.all(this.#leaving.values());
    this.#loops.clear();
    await this.#link.leave();
  }

  #drop(key: string): void {
    const loop = this.#loops.get(key);
    if (!loop) return;
    loop.revoke();
    this.#loops.delete(key);
    this.#gates.delete(key);
    const left = Promise.all([this.#leaving.get(key), loop.done]).then(() => {
      if (this.#leaving.get(key) === left) this.#leaving.delete(key);
    });
    this.#leaving.set(key, left);
  }

  /** Reads what was committed and tells the owner, again and again until both succeed. */
  async #prepare(
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number | undefined>> {
    const backoff = new Backoff();
    while (!signal.aborted && !this.#stopped) {
      try {
        const assignments = await this.#link.committed(partitions);
        if (this.#isGone(signal)) break;
        await this.#options.onAssigned?.(assignments);
        return new Map(assignments.map((each) => [keyOf(each), each.committed?.offset]));
      } catch (error) {
        this.#guard(() => this.#options.onError?.(error, partitions[0] ?? { topic: '', partition: -1 }), partitions[0]);
        await backoff.wait(signal);
      }
    }
    return new Map();
  }

  #isGone(signal: AbortSignal): boolean {
    return signal.aborted || this.#stopped !== undefined;
  }

  #loopOptions(key: string) {
    const { onBatch, onError, maxRecords = DEFAULT_MAX_RECORDS } = this.#options;
    return { onBatch, maxRecords, gates: [this.#gate, this.#gateOf(key)], ...(onError && { onError }) };
  }

  #gateOf(key: string): Gate {
    let gate = this.#gates.get(key);
    if (!gate) this.#gates.set(key, (gate = new Gate()));
    return gate;
  }

  #guard(call: () => void, at: TopicPartition | undefined): void {
    try {
      call();
    } catch (error) {
      try {
        this.#options.onError?.(error, at ?? { topic: '', partition: -1 });
      } catch {
        // A listener's own trouble must not stop the group.
      }
    }
  }
}

function partitionOfKey(key: string): TopicPartition {
  const bar = key.lastIndexOf('/');
  return { topic: key.slice(0, bar), partition: Number(key.slice(bar + 1)) };
}
