import { expect, it } from '@jest/globals';
import pg from 'pg';
import { testDatabase } from './database.js';

it('gives a database that no other spec sees and that is gone afterwards', async () => {
  const { url, drop } = await testDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE mine (n int)');
  await client.end();
  await drop();
  await expect(new pg.Client({ connectionString: url }).connect()).rejects.toThrow('does not exist');
});
