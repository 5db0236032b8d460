import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useDatabase } from './database.spec-helper.js';
import { applyAll, migrate } from './migrate.js';

const database = useDatabase();

const first = { id: '0001-first', sql: 'CREATE TABLE thing (id bigint PRIMARY KEY)' };
const second = { id: '0002-second', sql: 'ALTER TABLE thing ADD COLUMN name text' };

async function run(schema: string, migrations: readonly { id: string; sql: string }[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await applyAll(client, schema, migrations);
  } finally {
    await client.end();
  }
}
const applied = async (schema: string) =>
  (await database.pool.query<{ id: string }>(`SELECT id FROM ${schema}.hookswitch_migrations ORDER BY id`)).rows.map(
    ({ id }) => id,
  );

describe('applyAll', () => {
  it('runs each migration once, in its own schema, however many processes start together', async () => {
    await Promise.all(Array.from({ length: 5 }, () => run('together', [first, second])));
    expect(await applied('together')).toEqual(['0001-first', '0002-second']);
    await database.pool.query("INSERT INTO together.thing VALUES (1, 'a')");
  });

  it('goes on where an older release stopped, and leaves alone what a newer one has run', async () => {
    await run('later', [first]);
    await run('later', [first, second]);
    await run('later', [first]);
    expect(await applied('later')).toEqual(['0001-first', '0002-second']);
  });

  it('refuses a migration that was changed after it had run', async () => {
    await run('changed', [first]);
    await expect(run('changed', [{ ...first, sql: 'CREATE TABLE other ()' }])).rejects.toMatchObject({
      code: 'schema',
      message: 'Migration 0001-first of schema changed was changed after it had run.',
    });
  });

  it('leaves nothing behind of a migration that fails', async () => {
    const broken = { id: '0002-broken', sql: 'CREATE TABLE half (); SELECT * FROM nowhere' };
    await expect(run('broken', [first, broken])).rejects.toThrow('nowhere');
    expect(await applied('broken')).toEqual(['0001-first']);
    const { rows } = await database.pool.query("SELECT to_regclass('broken.half') AS half");
    expect(rows).toEqual([{ half: null }]);
  });
});

it('migrates every target, twice', async () => {
  for (const target of ['control', 'recorder', { ledger: 'connector_x' }] as const) {
    await migrate(database.url, target);
    await migrate(database.url, target);
  }
});

it('says that the database is unavailable when nobody listens', async () => {
  await expect(migrate('postgres://nobody@127.0.0.1:9/none', 'control')).rejects.toMatchObject({ code: 'unavailable' });
});
