import type pg from 'pg';
import { guarded, PersistenceError } from '../persistence-error.js';

/** A statement of one ledger: prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * Transactions of one ledger. Those that claim, start or settle share an advisory lock that a cancel takes alone: so each of them
 * either sees a cancel or is seen by it, rows that are inserted at that moment included.
 */
export class Session {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  constructor(pool: pg.Pool, schema: string) {
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) {
      throw new PersistenceError('schema', 'A ledger schema is named with lower-case letters, digits and _.');
    }
    this.#pool = pool;
    this.#schema = schema;
  }

  /** `@table` in the text stands for that table of this ledger's schema. */
  statement(name: string, text: string): Statement {
    return { name: `${this.#schema}-${name}`, text: text.replaceAll(/@(?=[a-z])/g, `${this.#schema}.`) };
  }

  query<R extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<readonly R[]> {
    return guarded(async () => (await this.#pool.query<R>({ ...statement, values: [...values] })).rows);
  }

  transaction<T>(lock: 'shared' | 'exclusive', work: (client: Transaction) => Promise<T>): Promise<T> {
    return guarded(async () => {
      const client = await this.#pool.connect();
      let failed = true;
      try {
        await client.query(this.#begin(lock));
        const result = await work(new Transaction(client));
        await client.query('COMMIT');
        failed = false;
        return result;
      } finally {
        // A connection in an unknown state is closed, which also rolls back.
        client.release(failed);
      }
    });
  }

  /**
   * One round trip. A process that is paused inside a transaction must not hold up the others for long. Every statement finds its rows by
   * index and is planned once per connection: statistics of tables that were just made, or have grown since, must not talk it into more.
   */
  #begin(lock: 'shared' | 'exclusive'): string {
    const take = lock === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
    return `BEGIN;
      SET LOCAL idle_in_transaction_session_timeout = '10s';
      SET LOCAL plan_cache_mode = force_generic_plan;
      SET LOCAL enable_seqscan = off;
      SET LOCAL enable_hashjoin = off;
      SET LOCAL enable_mergejoin = off;
      SELECT ${take}(hashtext('hookswitch-ledger'), hashtext('${this.#schema}'))`;
  }
}

export class Transaction {
  constructor(private readonly client: pg.PoolClient) {}

  async query<R extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<readonly R[]> {
    return (await this.client.query<R>({ ...statement, values: [...values] })).rows;
  }
}
