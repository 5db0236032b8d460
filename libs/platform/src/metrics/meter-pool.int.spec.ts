import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool } from '@hookswitch/persistence';
import { testDatabase, type TestDatabase } from '@hookswitch/testing';
import { meterPool } from './meter-pool.js';
import { Metrics } from './metrics.js';

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
const metrics = new Metrics();
const connections = (state: string) => `db_client_connection_count{pool="gateway",state="${state}"}`;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 1 });
  meterPool(metrics, 'gateway', pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('shows connections, who waits for one, and how long each was held', async () => {
  const client = await pool.connect();
  const waiting = pool.query('SELECT 1');
  const busy = await metrics.render();
  expect(busy).toContain(`${connections('used')} 1`);
  expect(busy).toContain(`${connections('idle')} 0`);
  expect(busy).toContain('db_client_connection_pending_requests{pool="gateway"} 1');
  await client.query('SELECT pg_sleep(0.05)');
  client.release();
  await waiting;
  const idle = await metrics.render();
  expect(idle).toContain(`${connections('used')} 0`);
  expect(idle).toContain(`${connections('idle')} 1`);
  expect(idle).toContain('db_client_connection_pending_requests{pool="gateway"} 0');
  expect(idle).toContain('db_client_operation_duration_seconds_count{pool="gateway"} 2');
  expect(idle).toContain('db_client_operation_duration_seconds_bucket{le="0.05",pool="gateway"} 1');
});
