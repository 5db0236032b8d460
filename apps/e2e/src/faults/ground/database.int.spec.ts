import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool } from '@hookswitch/persistence';
import { startDatabase, type Database } from './database.js';

let database: Database;

beforeAll(async () => {
  database = await startDatabase({ maxConnections: 30 });
});
afterAll(() => database.close());

async function ask(sql: string): Promise<readonly unknown[]> {
  const pool = createPool(database.url, { max: 1 });
  try {
    return (await pool.query<string[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await pool.end();
  }
}

it('comes back with what was committed at the same address, however it was stopped', async () => {
  const { url } = database;
  await ask('CREATE TABLE kept (mode text)');
  for (const mode of ['fast', 'immediate', 'kill'] as const) {
    await ask(`INSERT INTO kept VALUES ('${mode}')`);
    await database.stop(mode);
    expect(database.isRunning).toBe(false);
    await expect(ask('SELECT 1')).rejects.toThrow();
    await database.start();
    expect(database.url).toBe(url);
  }
  expect(await ask('SELECT mode FROM kept')).toEqual(['fast', 'immediate', 'kill']);
});

it('takes no more connections than it was told', async () => {
  expect(await ask('SHOW max_connections')).toEqual(['30']);
});
