import { MessagingError, type OutgoingRecord, type Position } from '../port.js';
import { partitionOf } from './murmur2.js';
import { PublishCall } from './publish-call.js';

export interface TopicInfo {
  readonly partitions: number;
  readonly maxRecordBytes: number;
  readonly compact: boolean;
}

export interface Entry {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
  readonly bytes: number;
}

/** Records of one partition that are sent together, in order. */
export interface Parcel {
  readonly topic: string;
  readonly partition: number;
  readonly entries: readonly Entry[];
}

/** The part of publishing that differs between the adapters. Rejects with a {@link MessagingError} only. */
export interface Transport {
  topic(name: string): TopicInfo | Promise<TopicInfo>;
  /** Stores all or rejects; answers with the first offset of each parcel. Called once at a time. */
  send(parcels: readonly Parcel[]): Promise<readonly number[]>;
}

export interface PublisherLimits {
  readonly timeoutMs: number;
  readonly maxQueuedBytes: number;
}

interface Queued extends Entry {
  readonly call: PublishCall;
  readonly index: number;
}
interface QueuedParcel extends Parcel {
  readonly entries: readonly Queued[];
}
interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Of one parcel: a broker refuses a batch by what it would refuse a record by. */
  readonly maxBytes: number;
  readonly queue: Queued[];
}

/** Kafka takes one batch per partition and request, refuses it whole when it is too large, and never splits it. */
const PARCEL_BYTES = 500_000;
const PARCEL_RECORDS = 1_000;
const RECORD_OVERHEAD = 100;
const HEADER_OVERHEAD = 10;

/** Sends at once when idle, and collects while a send is under way: no lingering, and large batches under load. */
export class Publisher {
  readonly #transport: Transport;
  readonly #limits: PublisherLimits;
  readonly #lanes = new Map<string, Lane>();
  #queuedBytes = 0;
  #pumping: Promise<void> | undefined;
  #closed = false;
  #turn = 0;

  constructor(transport: Transport, limits: PublisherLimits) {
    this.#transport = transport;
    this.#limits = limits;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<readonly Position[]> {
    if (this.#closed) throw closed();
    if (records.length === 0) return [];
    const call = new PublishCall(records.length, this.#limits.timeoutMs);
    const accept = (infos: ReadonlyMap<string, TopicInfo>) => call.attempt(() => this.#accept(records, infos, call));
    const infos = this.#infosOf(records);
    if (infos instanceof Promise) void infos.then(accept, (error: unknown) => call.fail(error));
    else accept(infos);
    return call.settled;
  }

  /** Sends what was accepted, then refuses everything. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pumping;
  }

  /** No promise where all topics are known: then calls keep their order without waiting. */
  #infosOf(records: readonly OutgoingRecord[]): Map<string, TopicInfo> | Promise<Map<string, TopicInfo>> {
    const known = new Map<string, TopicInfo>();
    const asked: Promise<void>[] = [];
    for (const name of new Set(records.map(({ topic }) => topic))) {
      const info = this.#transport.topic(name);
      if (info instanceof Promise) asked.push(info.then((found) => void known.set(name, found)));
      else known.set(name, info);
    }
    return asked.length === 0 ? known : Promise.all(asked).then(() => known);
  }

  #accept(records: readonly OutgoingRecord[], infos: ReadonlyMap<string, TopicInfo>, call: PublishCall): void {
    // It may have been closed while the topics were looked up.
    if (this.#closed) throw closed();
    const ready = records.map((record, index) => this.#prepare(record, infos, call, index));
    const bytes = ready.reduce((sum, { entry }) => sum + entry.bytes, 0);
    if (this.#queuedBytes + bytes > this.#limits.maxQueuedBytes) {
      throw new MessagingError('unavailable', 'too much waits to be published');
    }
    this.#queuedBytes += bytes;
    for (const { entry, topic, partition, maxBytes } of ready) {
      const key = `${topic}/${partition}`;
      let lane = this.#lanes.get(key);
      if (!lane) this.#lanes.set(key, (lane = { topic, partition, maxBytes, queue: [] }));
      lane.queue.push(entry);
    }
    this.#pumping ??= this.#pump();
  }

  #prepare(record: OutgoingRecord, infos: ReadonlyMap<string, TopicInfo>, call: PublishCall, index: number) {
    const { topic } = record;
    const info = infos.get(topic);
    if (!info) throw new MessagingError('unknown_topic', `topic ${topic} does not exist`);
    const key = bufferOf(record.key);
    const value = bufferOf(record.value);
    const headers = record.headers ?? {};
    const bytes = sizeOf(key, value, headers);
    if (bytes > info.maxRecordBytes) {
      const message = `a record of ${bytes} bytes exceeds the limit of ${info.maxRecordBytes} of ${topic}`;
      throw new MessagingError('too_large', message);
    }
    if (info.compact && !key) throw new MessagingError('invalid_record', `${topic} is compacted: records need a key`);
    const partition = record.partition ?? (key ? partitionOf(key, info.partitions) : this.#turn++ % info.partitions);
    if (!Number.isInteger(partition) || partition < 0 || partition >= info.partitions) {
      throw new MessagingError('invalid_record', `${topic} has no partition ${partition}`);
    }
    const maxBytes = Math.min(PARCEL_BYTES, info.maxRecordBytes);
    return { topic, partition, maxBytes, entry: { key, value, headers, bytes, call, index } };
  }

  async #pump(): Promise<void> {
    // Whatever is published in the same turn of the event loop goes together.
    await Promise.resolve();
    for (let parcels = this.#cut(); parcels.length > 0; parcels = this.#cut()) await this.#send(parcels);
    this.#pumping = undefined;
  }

  /** The next parcel of each partition. */
  #cut(): readonly QueuedParcel[] {
    const parcels = [];
    for (const [key, { topic, partition, maxBytes, queue }] of this.#lanes) {
      const entries: Queued[] = [];
      let bytes = 0;
      let taken = 0;
      for (const entry of queue) {
        if (entries.length > 0 && (bytes + entry.bytes > maxBytes || entries.length === PARCEL_RECORDS)) break;
        taken++;
        this.#queuedBytes -= entry.bytes;
        // Its caller has given up on it.
        if (entry.call.over) continue;
        bytes += entry.bytes;
        entries.push(entry);
      }
      queue.splice(0, taken);
      if (queue.length === 0) this.#lanes.delete(key);
      if (entries.length > 0) parcels.push({ topic, partition, entries });
    }
    return parcels;
  }

  async #send(parcels: readonly QueuedParcel[]): Promise<void> {
    try {
      const bases = await this.#transport.send(parcels);
      parcels.forEach(({ topic, partition, entries }, at) => {
        const base = bases[at] ?? Number.NaN;
        entries.forEach(({ call, index }, nth) => call.stored(index, { topic, partition, offset: base + nth }));
      });
    } catch (error) {
      const topics = new Set(parcels.map(({ topic }) => topic));
      if (topics.size > 1 && isDefinite(error)) {
        // One topic's fault must not fail the others that happened to travel with it.
        for (const each of topics) await this.#send(parcels.filter(({ topic }) => topic === each));
      } else for (const { entries } of parcels) for (const { call } of entries) call.fail(error);
    }
  }
}

const closed = () => new MessagingError('closed', 'the bus is closed');

const isDefinite = (error: unknown): boolean =>
  error instanceof MessagingError && ['unknown_topic', 'too_large', 'invalid_record'].includes(error.code);

const bufferOf = (text: string | Buffer | null): Buffer | null => (typeof text === 'string' ? Buffer.from(text) : text);

function sizeOf(key: Buffer | null, value: Buffer | null, headers: Readonly<Record<string, string | Buffer>>): number {
  let size = RECORD_OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of Object.entries(headers)) {
    size += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(content);
  }
  return size;
}
