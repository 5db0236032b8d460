import pg from 'pg';
import { silentLog, type BusLog } from '../log.js';
import { MessagingError } from '../port.js';
import { toMessagingError } from './errors.js';
import { layoutSql, LAYOUT } from './layout.js';

export interface PostgresBusOptions {
  readonly connectionString: string;
  /** Where its tables are; made by itself. Default `bus`. */
  readonly schema?: string;
  readonly log?: BusLog;
  /** After this `publish` rejects with `timeout`; default 20 s. */
  readonly publishTimeoutMs?: number;
  readonly maxQueuedBytes?: number;
  /** How often old records are removed; default one minute. */
  readonly sweepMs?: number;
  /** How long a compacted topic keeps a tombstone; default one day. */
  readonly tombstoneMs?: number;
}

const POOL_SIZE = 8;
/** A process that was just ended may hold the lock a moment longer. */
const LOCK_WAIT_MS = 3_000;
const AGAIN_MS = 100;

/** The connections of a bus: a pool for statements, and one that holds the lock and hears of appends. */
export class BusDatabase {
  readonly schema: string;
  readonly channel: string;
  readonly #options: PostgresBusOptions;
  readonly #log: BusLog;
  readonly #pool: pg.Pool;
  readonly #listeners = new Set<(payload: string | undefined) => void>();
  #lock: pg.Client | undefined;
  #opened: Promise<void> | undefined;
  #closed = false;

  constructor(options: PostgresBusOptions) {
    this.schema = options.schema ?? 'bus';
    if (!/^[a-z_][a-z0-9_]{0,40}$/.test(this.schema)) throw new Error(`${this.schema} cannot be the name of a schema`);
    this.channel = `${this.schema}_appended`;
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#pool = new pg.Pool({ connectionString: options.connectionString, max: POOL_SIZE, allowExitOnIdle: true });
    this.#pool.on('error', (error) => this.#log.debug({ error: error.message }, 'an idle connection broke'));
  }

  /** Rejects with a {@link MessagingError} only; begins by taking the lock and making the tables. */
  async query<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      await this.open();
      const { rows } = await this.#pool.query<Row>({ name: `${this.schema} ${name}`, text, values: [...values] });
      return rows;
    } catch (error) {
      throw toMessagingError(error);
    }
  }

  open(): Promise<void> {
    if (this.#closed) throw new MessagingError('closed', 'the bus is closed');
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw toMessagingError(error);
    });
    return this.#opened;
  }

  /** Hears the payload of each append, or undefined when some may have been missed. */
  onAppended(listener: (payload: string | undefined) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opened?.catch(() => undefined);
    await this.#lock?.end().catch(() => undefined);
    await this.#pool.end();
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.connectionString, keepAlive: true });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#tell(payload));
    try {
      await client.connect();
      await this.#takeLock(client);
      await client.query(layoutSql(this.schema));
      await this.#checkLayout(client);
      await client.query(`LISTEN ${this.channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#lock = client;
    this.#tell(undefined);
  }

  /** Two processes on one bus would both run every group. */
  async #takeLock(client: pg.Client): Promise<void> {
    const key = `hookswitch bus ${this.schema}`;
    for (let waited = 0; ; waited += AGAIN_MS) {
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
        [key],
      );
      if (rows[0]?.taken) return;
      if (waited >= LOCK_WAIT_MS) {
        const message = `another process runs on the bus "${this.schema}" of this database, and only one may; for several use Kafka`;
        throw new MessagingError('unavailable', message);
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async #checkLayout(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ version: number }>(`SELECT version FROM ${this.schema}.layout`);
    const version = rows[0]?.version ?? LAYOUT;
    if (version === LAYOUT) return;
    const message = `the bus "${this.schema}" has layout ${version}; this release knows ${LAYOUT}`;
    throw new MessagingError('unavailable', message);
  }

  #lost(client: pg.Client, error?: Error): void {
    if (this.#lock !== client) return;
    this.#lock = undefined;
    this.#opened = undefined;
    if (!this.#closed) this.#log.warn({ error: error?.message }, 'the connection to the database broke');
  }

  #tell(payload: string | undefined): void {
    for (const listener of this.#listeners) listener(payload);
  }
}
