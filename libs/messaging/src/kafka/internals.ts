import { createRequire } from 'node:module';
import kafkajs, { type Kafka } from 'kafkajs';

/** What we use of kafkajs beyond its public interface. It has not changed since this version; another one must be read first (ADR 0005). */
const KNOWN_VERSION = '2.2.4';

export interface RawRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
  readonly batchContext?: { readonly firstOffset: string; readonly lastOffsetDelta: number };
}
export interface RawPartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly lastStableOffset?: string;
  readonly messages: readonly RawRecord[];
}
interface FetchRequest {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
}
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  removeBroker(address: { readonly host: string; readonly port: number }): void;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>;
  findBroker(node: { readonly nodeId: string }): Promise<{
    fetch(request: FetchRequest): Promise<{ readonly responses: readonly { readonly partitions: RawPartition[] }[] }>;
  }>;
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string;
      readonly fromBeginning: boolean;
      readonly partitions: readonly { readonly partition: number }[];
    }[],
  ): Promise<readonly { readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]>;
}
interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

export const READ_COMMITTED = 1;
const CHECK_MS = 10;
const require = createRequire(import.meta.url);

/** A connection of its own, with which partitions can be read without a consumer group. */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((each) => each.description?.endsWith('createCluster'));
  if (!symbol) throw new Error(`kafkajs is not the version ${KNOWN_VERSION} that this was written for`);
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol];
  if (!create) throw new Error('kafkajs has no cluster');
  return create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED });
}

/** Drops what belongs to aborted transactions, and control records. */
export function readableRecords(topic: string, fetched: string, partition: RawPartition): readonly RawRecord[] {
  const Batch = require('kafkajs/src/consumer/batch') as new (...args: unknown[]) => { messages: readonly RawRecord[] };
  return new Batch(topic, fetched, partition).messages;
}

/**
 * kafkajs 2.2.4 arms a timer of 1 ms (negative, which Node 24 also warns of) on each connection whenever it has nothing to do:
 * 7 % of a core for five idle clients. Here it is armed only while something waits.
 */
export function quietTimers(): void {
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== KNOWN_VERSION) return;
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const throttled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttled > 0 ? throttled : CHECK_MS,
    );
  };
}

export const {
  CompressionCodecs,
  CompressionTypes,
  ConfigResourceTypes,
  Kafka: KafkaClient,
  logLevel,
  PartitionAssigners,
} = kafkajs;
