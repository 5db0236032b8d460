import type pg from 'pg';
import { PersistenceError } from '../../persistence-error.js';

export type Boundary = 'before commit' | 'after commit';
type Query = string | { readonly name?: string; readonly text: string };

/** A pool whose next transaction ends at a boundary as if the process or Postgres had died there, and whose statements may be others. */
export class Boundaries {
  #planted: Boundary | undefined;
  #hasFired = false;
  readonly pool: pg.Pool;

  constructor(pool: pg.Pool, rewrite: (text: string) => string = (text) => text) {
    const changed = (query: Query): Query =>
      typeof query === 'string' ? query : { ...query, text: rewrite(query.text) };
    const ask = (target: Pick<pg.PoolClient, 'query'>) => async (query: Query) => {
      if (query !== 'COMMIT' || this.#planted === undefined) return target.query(changed(query));
      if (this.#planted === 'after commit') await target.query(query);
      this.#planted = undefined;
      this.#hasFired = true;
      throw new PersistenceError('unavailable', 'the process died');
    };
    const client = async () => {
      const taken = await pool.connect();
      return { query: ask(taken), release: (isBroken: boolean) => taken.release(isBroken) };
    };
    this.pool = { query: ask(pool), connect: client } as unknown as pg.Pool;
  }

  plant(boundary: Boundary): void {
    this.#planted = boundary;
    this.#hasFired = false;
  }

  /** Whether what was planted last has been reached. */
  fired(): boolean {
    return this.#hasFired;
  }
}
