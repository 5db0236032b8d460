import type { BusLog } from '../log.js';
import type { BusDatabase } from './database.js';

const BATCH = 5_000;

/** Removes, in the background and in small steps, what a topic need not keep. */
export class Sweeper {
  readonly #database: BusDatabase;
  readonly #log: BusLog;
  readonly #everyMs: number;
  readonly #tombstoneMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(database: BusDatabase, log: BusLog, everyMs: number, tombstoneMs: number) {
    this.#database = database;
    this.#log = log;
    this.#everyMs = everyMs;
    this.#tombstoneMs = tombstoneMs;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.sweep(), this.#everyMs).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  sweep(): Promise<void> {
    this.#running ??= this.#sweep().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #sweep(): Promise<void> {
    try {
      for (const statement of [this.#expired(), this.#superseded()]) await this.#untilNothing(statement);
    } catch (error) {
      this.#log.debug({ error: error instanceof Error ? error.message : '' }, 'old records could not be removed');
    }
  }

  async #untilNothing({ name, text, values }: Statement): Promise<void> {
    while (!this.#stopped) {
      const [row] = await this.#database.query<{ removed: string }>(name, text, values);
      if (Number(row?.removed ?? 0) < BATCH) return;
    }
  }

  /**
   * From the front of each log, whose oldest offset moves on. Partitions that are being appended to are left to the next time: waiting for
   * one while others are locked could end in a deadlock with the append.
   */
  #expired(): Statement {
    const s = this.#database.schema;
    return {
      name: 'sweep expired',
      text: `WITH due AS MATERIALIZED (
               SELECT p.topic, p.partition, $1::bigint - t.retention_ms AS before
               FROM ${s}.partitions p JOIN ${s}.topics t ON t.id = p.topic
               WHERE NOT t.compact AND $1::bigint - t.retention_ms > (
                 SELECT r.stamp FROM ${s}.records r WHERE r.topic = p.topic AND r.partition = p.partition ORDER BY r."offset" LIMIT 1)
               FOR UPDATE OF p SKIP LOCKED
             ), old AS (
               SELECT r.topic, r.partition, r."offset" FROM due, LATERAL (
                 SELECT * FROM ${s}.records r WHERE r.topic = due.topic AND r.partition = due.partition
                 ORDER BY r."offset" LIMIT ${BATCH}) r
               WHERE r.stamp < due.before LIMIT ${BATCH}
             ), gone AS (DELETE FROM ${s}.records r USING old
               WHERE (r.topic, r.partition, r."offset") = (old.topic, old.partition, old."offset") RETURNING r.topic, r.partition, r."offset"
             ), moved AS (UPDATE ${s}.partitions p SET first_offset = greatest(p.first_offset, g.last + 1)
               FROM (SELECT topic, partition, max("offset") AS last FROM gone GROUP BY 1, 2) g
               WHERE p.topic = g.topic AND p.partition = g.partition)
             SELECT count(*) AS removed FROM gone`,
      values: [Date.now()],
    };
  }

  /** Of each key the newest stays; a tombstone goes when everybody had time to read it. */
  #superseded(): Statement {
    const s = this.#database.schema;
    return {
      name: 'sweep superseded',
      text: `WITH ranked AS (
               SELECT r.topic, r.partition, r."offset", r.value IS NULL AND r.stamp < $1::bigint AS spent,
                      lead(r."offset") OVER (PARTITION BY r.topic, r.partition, r.key ORDER BY r."offset") AS newer
               FROM ${s}.topics t JOIN ${s}.records r ON r.topic = t.id WHERE t.compact
             ), gone AS (DELETE FROM ${s}.records r USING (SELECT * FROM ranked WHERE newer IS NOT NULL OR spent LIMIT ${BATCH}) old
               WHERE (r.topic, r.partition, r."offset") = (old.topic, old.partition, old."offset") RETURNING r.topic)
             SELECT count(*) AS removed FROM gone`,
      values: [Date.now() - this.#tombstoneMs],
    };
  }
}

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
