import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool, startEmbeddedPostgres, type EmbeddedPostgres } from '@hookswitch/persistence';
import { freePorts } from '../../harness/ports.js';

export interface DatabaseWanted {
  /** Default 300. */
  readonly maxConnections?: number;
  /** Its data goes below that folder; default: one of its own that is gone afterwards. */
  readonly folder?: string;
}

/** Fast lets transactions end as aborted and writes all out; immediate does neither; kill ends the first process and leaves the rest to notice. */
export type DatabaseStop = 'fast' | 'immediate' | 'kill';

/** A Postgres of the experiment's own. */
export interface Database {
  readonly url: string;
  readonly port: number;
  readonly isRunning: boolean;
  stop(mode: DatabaseStop): Promise<void>;
  /** On the same data and port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const SIGNALS = { immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;
const MAX_CONNECTIONS = 300;
const LEFTOVERS_MS = 30_000;
const RETRY_MS = 200;

export async function startDatabase({
  maxConnections = MAX_CONNECTIONS,
  folder,
}: DatabaseWanted = {}): Promise<Database> {
  const dataDir = await mkdtemp(join(folder ?? tmpdir(), 'hookswitch-faults-postgres-'));
  await chmod(dataDir, 0o700);
  const [port = 0] = await freePorts(1);
  const database = new OwnDatabase(dataDir, port);
  try {
    await database.start();
    await allow(database.url, maxConnections);
    await database.stop('fast');
    await database.start();
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

class OwnDatabase implements Database {
  #server: EmbeddedPostgres | undefined;
  #url = '';

  constructor(
    private readonly dataDir: string,
    readonly port: number,
  ) {}

  get url(): string {
    return this.#url;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  async start(): Promise<void> {
    if (this.#server) throw new Error('Postgres runs already');
    const server = await this.#launched();
    this.#server = server;
    this.#url = server.url;
    // A disk that is full, or a kill, ends it without a word to us.
    void server.ended.then(() => {
      if (this.#server === server) this.#server = undefined;
    });
  }

  async stop(mode: DatabaseStop): Promise<void> {
    const server = this.#server;
    if (!server) return;
    if (mode === 'fast') await server.stop();
    else {
      const file = join(this.dataDir, 'cluster', 'postmaster.pid');
      process.kill(Number((await readFile(file, 'utf8')).split('\n')[0]), SIGNALS[mode]);
      await server.ended;
    }
    this.#server = undefined;
  }

  async close(): Promise<void> {
    await this.stop('immediate').catch(() => this.#server?.stop());
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** After a kill, those that have not noticed yet still hold the memory that they share. */
  async #launched(): Promise<EmbeddedPostgres> {
    const until = performance.now() + LEFTOVERS_MS;
    for (;;) {
      try {
        return await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.port, durable: true });
      } catch (error) {
        if (performance.now() > until) throw error;
        await sleep(RETRY_MS);
      }
    }
  }
}

async function allow(url: string, maxConnections: number): Promise<void> {
  const pool = createPool(url, { max: 1 });
  try {
    await pool.query(`ALTER SYSTEM SET max_connections = ${maxConnections}`);
  } finally {
    await pool.end();
  }
}
