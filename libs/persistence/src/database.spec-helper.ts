import { afterAll, beforeAll } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@hookswitch/testing';
import type pg from 'pg';
import { migrate, type MigrationTarget } from './migrate.js';
import { createPool } from './pool.js';

/** A database of its own for all tests of a spec, brought up to date for `target`. */
export class DatabaseBench {
  pool!: pg.Pool;
  #database!: TestDatabase;

  get url(): string {
    return this.#database.url;
  }

  async open(target: MigrationTarget | undefined): Promise<void> {
    this.#database = await testDatabase();
    if (target) await migrate(this.url, target);
    this.pool = createPool(this.url);
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.#database.drop();
  }
}

export function useDatabase(target?: MigrationTarget): DatabaseBench {
  const bench = new DatabaseBench();
  beforeAll(() => bench.open(target));
  afterAll(() => bench.close());
  return bench;
}
