import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@hookswitch/persistence';
import { testDatabase, type TestDatabase } from '@hookswitch/testing';

/** An empty database: on the server of `DATABASE_URL` where that is set, else on a Postgres from npm that ends with it. */
export async function openDatabase(): Promise<TestDatabase> {
  if (process.env['DATABASE_URL']) return testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'hookswitch-conformance-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable: false });
    return { url: server.url, drop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
