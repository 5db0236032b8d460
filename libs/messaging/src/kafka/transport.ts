import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import type { Parcel, TopicInfo, Transport } from '../core/publisher.js';
import { MessagingError } from '../port.js';
import { isSequenceLost, toMessagingError } from './errors.js';
import { CompressionTypes } from './internals.js';
import type { KafkaAdmin } from './topics.js';

const ACK_MS = 10_000;
/**
 * Compressed is what is large as a whole and in its records (on average). Zstd runs on another thread: for a small send the two changes of
 * thread cost more than the bytes that it saves, and small records hardly shrink.
 */
const COMPRESS_SEND_FROM_BYTES = 16 * 1_024;
const COMPRESS_RECORDS_FROM_BYTES = 1_024;

/** Sends with an idempotent producer, one request at a time. */
export class KafkaTransport implements Transport {
  readonly #kafka: Kafka;
  readonly #admin: KafkaAdmin;
  readonly #timeoutMs: number;
  readonly #leaving = new Set<Promise<unknown>>();
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka, admin: KafkaAdmin, timeoutMs: number) {
    this.#kafka = kafka;
    this.#admin = admin;
    this.#timeoutMs = timeoutMs;
  }

  topic(name: string): TopicInfo | Promise<TopicInfo> {
    return this.#admin.info(name);
  }

  async send(parcels: readonly Parcel[]): Promise<readonly number[]> {
    try {
      return await this.#attempt(parcels).catch((error: unknown) => {
        if (isSequenceLost(error)) return this.#attempt(parcels);
        throw error;
      });
    } catch (error) {
      const mapped = toMessagingError(error);
      if (mapped.code === 'unknown_topic') for (const { topic } of parcels) this.#admin.forget(topic);
      throw mapped;
    }
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    await producer?.disconnect().catch(() => undefined);
    await Promise.all(this.#leaving);
  }

  async #attempt(parcels: readonly Parcel[]): Promise<readonly number[]> {
    this.#producer ??= this.#connect();
    const current = this.#producer;
    const sent = current.then((producer) => producer.sendBatch(requestOf(parcels)));
    const over = new AbortController();
    const late = sleep(this.#timeoutMs, undefined, { signal: over.signal }).then(() => {
      throw new MessagingError('timeout', `Kafka did not acknowledge within ${this.#timeoutMs} ms`);
    });
    try {
      return basesOf(parcels, await Promise.race([sent, late]));
    } catch (error) {
      this.#discard(current, sent);
      throw error;
    } finally {
      over.abort();
    }
  }

  /**
   * After a send that failed kafkajs takes its sequence numbers back, though the broker may have stored the batch: the broker would take the
   * next one for a repetition, acknowledge it and drop it. A new producer has numbers of its own. The old one is disconnected once it has
   * given up: before, it would only connect again.
   */
  #discard(producer: Promise<Producer>, sent: Promise<unknown>): void {
    if (this.#producer === producer) this.#producer = undefined;
    const left = sent
      .catch(() => undefined)
      .then(() => producer.then((old) => old.disconnect()))
      .catch(() => undefined);
    this.#leaving.add(left);
    void left.then(() => this.#leaving.delete(left));
  }

  async #connect(): Promise<Producer> {
    const retries = Math.ceil(this.#timeoutMs / 1_000);
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    });
    await producer.connect();
    return producer;
  }
}

const requestOf = (parcels: readonly Parcel[]) => ({
  acks: -1,
  timeout: ACK_MS,
  compression: compressionFor(parcels),
  topicMessages: messagesOf(parcels),
});

function messagesOf(parcels: readonly Parcel[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages['messages']>();
  for (const { topic, partition, entries } of parcels) {
    let messages = topics.get(topic);
    if (!messages) topics.set(topic, (messages = []));
    for (const { key, value, headers } of entries) messages.push({ key, value, headers: { ...headers }, partition });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

function compressionFor(parcels: readonly Parcel[]) {
  let bytes = 0;
  let records = 0;
  for (const { entries } of parcels) {
    records += entries.length;
    for (const entry of entries) bytes += entry.bytes;
  }
  const isLarge = bytes > COMPRESS_SEND_FROM_BYTES && bytes > records * COMPRESS_RECORDS_FROM_BYTES;
  return isLarge ? CompressionTypes.ZSTD : CompressionTypes.None;
}

/** A partition without an answer (its leader moved between two tries) counts as not stored. */
function basesOf(parcels: readonly Parcel[], answers: readonly RecordMetadata[]): readonly number[] {
  const bases = new Map(answers.map((each) => [`${each.topicName}/${each.partition}`, Number(each.baseOffset)]));
  return parcels.map(({ topic, partition }) => {
    const base = bases.get(`${topic}/${partition}`);
    if (base === undefined || !(base >= 0)) {
      throw new MessagingError(
        'unavailable',
        `Kafka did not say where it stored the records for ${topic}/${partition}`,
      );
    }
    return base;
  });
}
