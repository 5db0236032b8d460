/**
 * The one way services talk to each other. Two adapters implement it (Kafka, Postgres) and one contract suite checks both.
 * Every method rejects with a {@link MessagingError} and with nothing else.
 */
export interface EventBus {
  /** Creates what is missing; never changes or removes a topic that exists. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Resolves once every record is durable (acks=all), with its position, in the order given. Records of one partition keep that order.
   * After `unavailable` or `timeout` some may be stored and some not.
   */
  publish(records: readonly OutgoingRecord[]): Promise<readonly Position[]>;
  /** Shares the partitions of the topics with the other members of the group. */
  consume(options: ConsumeOptions): Promise<Consumption>;
  /** Reads every partition from its beginning and goes on, outside any group: for compacted state that each replica holds whole. */
  follow(options: FollowOptions): Promise<Consumption>;
  /** Records of one partition with `from <= offset < to` that still exist, in pages. */
  read(topic: string, partition: number, from: number, to: number): AsyncIterable<readonly BusRecord[]>;
  /** Per partition, the oldest offset kept and the next one to be written. */
  offsets(topic: string): Promise<readonly { readonly first: number; readonly next: number }[]>;
  /** What a group last committed for a partition. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, Committed>>;
  close(): Promise<void>;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs?: number;
  /** `broker`: stamped on arrival (LogAppendTime). */
  readonly timestamps: 'broker' | 'producer';
  readonly maxRecordBytes?: number;
}

export interface OutgoingRecord {
  readonly topic: string;
  /** Chosen by the key where absent, by the same hash in both adapters. */
  readonly partition?: number;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface BusRecord extends Position {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Of a header given twice, the last. */
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Milliseconds since the epoch: the broker's clock where the topic stamps on arrival. */
  readonly timestamp: number;
}

export interface Committed {
  readonly offset: number;
  /** What the committer wrote beside the offset; '' when nothing. */
  readonly metadata: string;
}

export interface Assignment {
  readonly topic: string;
  readonly partition: number;
  /** Absent when the group has never committed here. */
  readonly committed?: Committed;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Awaited before the first batch of these partitions. */
  readonly onAssigned?: (partitions: readonly Assignment[]) => Promise<void> | void;
  /** The partitions now belong to somebody else: their work must not be committed any more. */
  readonly onRevoked?: (partitions: readonly { readonly topic: string; readonly partition: number }[]) => void;
  /**
   * One batch of one partition at a time; partitions run side by side. A rejection pauses the partition (100 ms doubling to 10 s)
   * and then delivers again from the first uncommitted record: nothing is skipped, and nothing is thrown into the client library.
   */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** Hears of each rejection of `onBatch`. */
  readonly onError?: (error: unknown, at: { readonly topic: string; readonly partition: number }) => void;
  /** The consumer cannot go on (its process should exit and be restarted). */
  readonly onDied?: (error: MessagingError) => void;
  /** Upper bound of a batch; default 500. */
  readonly maxRecords?: number;
  /** Where a group without a commit starts; default `first`. */
  readonly startAt?: 'first' | 'next';
}

export interface Batch {
  readonly topic: string;
  readonly partition: number;
  /** Never empty. */
  readonly records: readonly BusRecord[];
  /** Offset that the partition's next record will get, as known when this batch was fetched: `end` - last offset - 1 is the lag. */
  readonly end: number;
  /** Commits everything before `nextOffset`; returns once it is durable. Refused with `fenced` after a revocation. */
  commit(nextOffset: number, metadata?: string): Promise<void>;
  /** The partition was revoked while this batch was worked on. */
  isStale(): boolean;
}

export interface FollowOptions {
  readonly topic: string;
  readonly onRecords: (records: readonly BusRecord[]) => Promise<void> | void;
  /** Called once, when every partition has been read up to where it ended when following began. */
  readonly onCaughtUp?: () => void;
  readonly onError?: (error: unknown) => void;
  readonly onDied?: (error: MessagingError) => void;
}

export interface Consumption {
  /** No batch is delivered while paused; heartbeats go on. */
  pause(): void;
  resume(): void;
  /** Until it is resumed or revoked. */
  pausePartition(topic: string, partition: number): void;
  resumePartition(topic: string, partition: number): void;
  /** Waits for batches that run, then leaves the group. */
  stop(): Promise<void>;
  /** For readiness and liveness. */
  status(): ConsumptionStatus;
}

export interface ConsumptionStatus {
  /** Partitions were assigned (perhaps none of them), or following has begun. */
  readonly joined: boolean;
  /** When the bus last answered, milliseconds since the epoch; 0 before it ever did. */
  readonly lastContact: number;
}

/**
 * `unavailable`: the bus cannot be reached or cannot make it durable · `timeout`: it may or may not be stored · `too_large`: one record
 * exceeds the limit, nothing was stored · `unknown_topic` · `fenced`: the partition was lost · `invalid_record` · `closed`.
 */
export const MESSAGING_CODES = [
  'unavailable',
  'timeout',
  'too_large',
  'unknown_topic',
  'fenced',
  'invalid_record',
  'closed',
] as const;
export type MessagingCode = (typeof MESSAGING_CODES)[number];

export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  constructor(
    readonly code: MessagingCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
