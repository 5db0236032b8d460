import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { MessagingError, type BusRecord } from '../port.js';
import { isUnsettled, toMessagingError } from './errors.js';
import { createCluster, READ_COMMITTED, readableRecords, type Cluster, type RawPartition } from './internals.js';
import { toBusRecord } from './records.js';

const PARTITION_BYTES = 1 << 20;
const REQUEST_BYTES = 8 << 20;
/** A broker that has just become a partition's leader, or has just been told of a topic, may not know it yet. */
const ASK_AGAIN_MS = [50, 100, 200, 400, 800];

export interface Fetched {
  readonly partition: number;
  readonly records: readonly BusRecord[];
  /** Where to read on: beyond the last record when what followed it was compacted away. */
  readonly next: number;
}

/** Reads the partitions of one topic without a consumer group, over a connection of its own. Rejects with a {@link MessagingError} only. */
export class TopicReader {
  readonly topic: string;
  readonly #cluster: Cluster;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka, topic: string) {
    this.topic = topic;
    this.#cluster = createCluster(kafka);
  }

  /** Per partition, the oldest offset kept or the next one to be written. */
  async offsets(which: 'first' | 'next'): Promise<ReadonlyMap<number, number>> {
    const partitions = (await this.#partitions()).map((partition) => ({ partition }));
    const request = [{ topic: this.topic, fromBeginning: which === 'first', partitions }];
    const [answer] = await this.#with(() => this.#patiently(() => this.#cluster.fetchTopicsOffset(request)));
    return new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** Partitions by the broker that leads them: each can be asked at the same time. */
  async leaders(
    partitions: readonly number[],
  ): Promise<readonly (readonly [node: string, partitions: readonly number[]])[]> {
    return this.#with(() =>
      Promise.resolve(Object.entries(this.#cluster.findLeaderForPartitions(this.topic, partitions))),
    );
  }

  /** One request to one broker; waits for something to arrive when there is nothing. */
  async fetch(nodeId: string, positions: ReadonlyMap<number, number>, waitMs: number): Promise<readonly Fetched[]> {
    const answers = await this.#request(nodeId, positions, waitMs);
    return answers.map((answer) => {
      const { partition } = answer;
      const from = positions.get(partition) ?? 0;
      const records = readableRecords(this.topic, String(from), answer);
      return {
        partition,
        records: records.map((raw) => toBusRecord(this.topic, partition, raw)),
        next: Math.max(from, endOf(answer)),
      };
    });
  }

  async close(): Promise<void> {
    await this.#connected?.catch(() => undefined);
    await this.#cluster.disconnect().catch(() => undefined);
  }

  async #partitions(): Promise<readonly number[]> {
    return this.#with(() => {
      const found = this.#cluster.findTopicPartitionMetadata(this.topic).map(({ partitionId }) => partitionId);
      if (found.length === 0) throw new MessagingError('unknown_topic', `topic ${this.topic} does not exist`);
      return Promise.resolve(found.sort((a, b) => a - b));
    });
  }

  async #request(nodeId: string, positions: ReadonlyMap<number, number>, waitMs: number): Promise<RawPartition[]> {
    const partitions = [...positions].map(([partition, offset]) => ({
      partition,
      fetchOffset: String(offset),
      maxBytes: PARTITION_BYTES,
    }));
    const answer = await this.#with(async () => {
      const broker = await this.#cluster.findBroker({ nodeId });
      return broker.fetch({
        maxWaitTime: waitMs,
        minBytes: 1,
        maxBytes: REQUEST_BYTES,
        isolationLevel: READ_COMMITTED,
        topics: [{ topic: this.topic, partitions }],
      });
    });
    return answer.responses.flatMap((each) => each.partitions);
  }

  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        const wait = ASK_AGAIN_MS[attempt];
        if (wait === undefined || !isUnsettled(error)) throw error;
        await sleep(wait);
        await this.#cluster.refreshMetadata();
      }
    }
  }

  async #with<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#connected ??= this.#connect();
      await this.#connected;
      return await work();
    } catch (error) {
      if (!this.#cluster.isConnected()) this.#connected = undefined;
      const { name, host, port } = error as { name?: string; host?: string; port?: number };
      if (name === 'KafkaJSConnectionClosedError' && host && port) this.#cluster.removeBroker({ host, port });
      throw toMessagingError(error);
    }
  }

  async #connect(): Promise<void> {
    try {
      await this.#cluster.connect();
      await this.#patiently(() => this.#cluster.addTargetTopic(this.topic));
    } catch (error) {
      // The next call begins anew.
      this.#connected = undefined;
      throw error;
    }
  }
}

/** A batch says how far it reaches, also when compaction took its last records. */
function endOf({ messages }: RawPartition): number {
  const last = messages.at(-1);
  if (!last) return 0;
  const { batchContext } = last;
  return batchContext ? Number(batchContext.firstOffset) + batchContext.lastOffsetDelta + 1 : Number(last.offset) + 1;
}
