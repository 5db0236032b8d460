import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@hookswitch/persistence';
import { testDatabase, type TestDatabase } from '@hookswitch/testing';
import { typed } from '../world.spec-helper.js';

describe('migrate', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  it('makes the schemas that were named, or all of them, and may run again', async () => {
    const env = { DATABASE_URL: database.url };
    expect(await typed(['migrate', 'connector-my-fax'], env)).toEqual({
      code: 0,
      out: 'connector-my-fax is up to date',
      err: '',
    });
    expect(await schemas(database.url)).toEqual(['connector_my_fax']);
    expect((await typed(['migrate'], env)).code).toBe(0);
    expect((await typed(['migrate', '--json'], env)).out).toBe(
      '{"migrated":["control","recorder","connector-http","connector-sms","connector-slack","connector-stt"]}',
    );
    expect(await schemas(database.url)).toEqual([
      'connector_http',
      'connector_my_fax',
      'connector_slack',
      'connector_sms',
      'connector_stt',
      'control',
      'history',
    ]);
  });

  it('fails with a sentence when the database is not there, and does not show its address', async () => {
    const { code, err } = await typed(['migrate'], { DATABASE_URL: 'postgres://me:canary@127.0.0.1:9/x' });
    expect(code).toBe(1);
    expect(err).not.toBe('');
    expect(err).not.toContain('canary');
  });
});

async function schemas(url: string): Promise<readonly string[]> {
  const pool = createPool(url);
  try {
    const { rows } = await pool.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('control', 'history') OR nspname LIKE 'connector%' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  } finally {
    await pool.end();
  }
}
