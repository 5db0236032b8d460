import { expect, it } from '@jest/globals';
import { useDatabase } from './database.spec-helper.js';
import { guarded } from './persistence-error.js';

const database = useDatabase();

it('gives bigint columns as numbers', async () => {
  const { rows } = await database.pool.query('SELECT 9007199254740991::bigint AS n');
  expect(rows).toEqual([{ n: 9007199254740991 }]);
});

it('outlives a server that goes between two statements of a transaction, which then tells that it is away', async () => {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = new Promise<void>((resolve) => client.once('end', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await expect(guarded(() => client.query('SELECT 1'))).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    client.release(true);
  }
});
