import type { Parcel, TopicInfo, Transport } from '../core/publisher.js';
import { MessagingError, type BusRecord, type Committed, type TopicSpec } from '../port.js';
import type { BusDatabase } from './database.js';
import { packHeaders, unpackHeaders } from './headers.js';

const DEFAULT_MAX_BYTES = 1_048_588;
const PAGE_BYTES = 4 << 20;

export interface Topic extends TopicInfo {
  readonly id: number;
  readonly name: string;
}
export interface Head {
  readonly topic: number;
  readonly partition: number;
  readonly first: number;
  readonly next: number;
}
interface Row {
  readonly offset: string;
  readonly stamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Buffer | null;
}

/** The statements of the bus. Rejects with a {@link MessagingError} only. */
export class Store implements Transport {
  readonly #database: BusDatabase;
  readonly #s: string;
  readonly #topics = new Map<string, Topic>();
  readonly #asked = new Map<string, Promise<Topic>>();

  constructor(database: BusDatabase) {
    this.#database = database;
    this.#s = database.schema;
  }

  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    for (const { name, partitions, cleanup, retentionMs, maxRecordBytes } of specs) {
      await this.#database.query(
        'ensure topic',
        `WITH made AS (
           INSERT INTO ${this.#s}.topics (name, compact, retention_ms, max_record_bytes) VALUES ($1, $2, $3, $4)
           ON CONFLICT (name) DO NOTHING RETURNING id)
         INSERT INTO ${this.#s}.partitions (topic, partition) SELECT id, generate_series(0, $5::int - 1) FROM made`,
        [name, cleanup === 'compact', retentionMs ?? null, maxRecordBytes ?? DEFAULT_MAX_BYTES, partitions],
      );
    }
  }

  topic(name: string): Topic | Promise<Topic> {
    const known = this.#topics.get(name) ?? this.#asked.get(name);
    if (known) return known;
    // All who ask meanwhile get the same answer, and so keep their order.
    const asked = this.#topic(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return asked;
  }

  /** One transaction, which takes the offsets and inserts the records under the lock of the partitions' rows. */
  async send(parcels: readonly Parcel[]): Promise<readonly number[]> {
    const columns = columnsOf(parcels, this.#topics);
    const rows = await this.#database.query<{ topic: number; partition: number; base: string }>(
      'append',
      `WITH r AS (
         SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::bytea[], $5::bytea[], $6::bytea[])
           AS r(topic, partition, nth, key, value, headers)
       ), lot AS (SELECT topic, partition, count(*)::int AS count FROM r GROUP BY topic, partition
       ), moved AS (
         UPDATE ${this.#s}.partitions p SET next_offset = p.next_offset + lot.count
         FROM lot WHERE p.topic = lot.topic AND p.partition = lot.partition
         RETURNING p.topic, p.partition, p.next_offset - lot.count AS base, p.next_offset AS next
       ), stored AS (
         INSERT INTO ${this.#s}.records (topic, partition, "offset", stamp, key, value, headers)
         SELECT topic, partition, moved.base + r.nth, (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                r.key, r.value, r.headers
         FROM r JOIN moved USING (topic, partition)
       ), told AS (
         SELECT pg_notify($7, CASE WHEN count(*) <= 200 THEN string_agg(concat_ws(':', topic, partition, next), ';') ELSE '' END)
         FROM moved)
       SELECT topic, partition, base FROM moved, told`,
      [...columns, this.#database.channel],
    );
    const bases = new Map(rows.map(({ topic, partition, base }) => [`${topic}/${partition}`, Number(base)]));
    return parcels.map(({ topic, partition }) => {
      const base = bases.get(`${this.#topics.get(topic)?.id ?? -1}/${partition}`);
      if (base !== undefined) return base;
      this.#topics.delete(topic);
      throw new MessagingError('unknown_topic', `topic ${topic} does not exist`);
    });
  }

  /** Records with `from <= offset < to`, as many as make a page. */
  async page({ id, name }: Topic, partition: number, from: number, to: number, max: number): Promise<BusRecord[]> {
    const rows = await this.#database.query<Row>(
      'page',
      `SELECT "offset", stamp, key, value, headers FROM (
         SELECT *, sum(coalesce(octet_length(value), 0)) OVER (ORDER BY "offset") - coalesce(octet_length(value), 0) AS before
         FROM ${this.#s}.records
         WHERE topic = $1 AND partition = $2 AND "offset" >= $3 AND "offset" < $4 ORDER BY "offset" LIMIT $5) page
       WHERE before < ${PAGE_BYTES} ORDER BY "offset"`,
      [id, partition, from, to, max],
    );
    return rows.map((row) => ({
      topic: name,
      partition,
      offset: Number(row.offset),
      key: row.key,
      value: row.value,
      headers: unpackHeaders(row.headers),
      timestamp: Number(row.stamp),
    }));
  }

  async heads(): Promise<readonly Head[]> {
    const rows = await this.#database.query<{ topic: number; partition: number; first: string; next: string }>(
      'heads',
      `SELECT topic, partition, first_offset AS first, next_offset AS next FROM ${this.#s}.partitions ORDER BY topic, partition`,
      [],
    );
    return rows.map(({ topic, partition, first, next }) => ({
      topic,
      partition,
      first: Number(first),
      next: Number(next),
    }));
  }

  async committed(group: string, { id }: Topic): Promise<ReadonlyMap<number, Committed>> {
    const rows = await this.#database.query<{ partition: number; offset: string; metadata: string }>(
      'committed',
      `SELECT partition, "offset", metadata FROM ${this.#s}.commits WHERE "group" = $1 AND topic = $2`,
      [group, id],
    );
    return new Map(rows.map(({ partition, offset, metadata }) => [partition, { offset: Number(offset), metadata }]));
  }

  async commit(group: string, { id }: Topic, partition: number, offset: number, metadata: string): Promise<void> {
    await this.#database.query(
      'commit',
      `INSERT INTO ${this.#s}.commits VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ("group", topic, partition) DO UPDATE SET "offset" = excluded."offset", metadata = excluded.metadata`,
      [group, id, partition, offset, metadata],
    );
  }

  async #topic(name: string): Promise<Topic> {
    const [row] = await this.#database.query<{ id: number; compact: boolean; bytes: number; partitions: number }>(
      'topic',
      `SELECT id, compact, max_record_bytes AS bytes,
              (SELECT count(*)::int FROM ${this.#s}.partitions p WHERE p.topic = t.id) AS partitions
       FROM ${this.#s}.topics t WHERE name = $1`,
      [name],
    );
    if (!row) throw new MessagingError('unknown_topic', `topic ${name} does not exist`);
    const { id, compact, bytes, partitions } = row;
    const topic = { id, name, compact, partitions, maxRecordBytes: bytes };
    this.#topics.set(name, topic);
    return topic;
  }
}

function columnsOf(parcels: readonly Parcel[], topics: ReadonlyMap<string, Topic>): unknown[][] {
  const columns: unknown[][] = [[], [], [], [], [], []];
  for (const { topic, partition, entries } of parcels) {
    entries.forEach(({ key, value, headers }, nth) => {
      const row = [topics.get(topic)?.id ?? -1, partition, nth, key, value, packHeaders(headers)];
      row.forEach((cell, column) => columns[column]?.push(cell));
    });
  }
  return columns;
}
