import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool } from '@hookswitch/persistence';
import { items, World } from '../gateway.spec-helper.js';

const DAY_MS = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

it('lets go of what a tenant keeps no longer, and of nothing that another keeps', async () => {
  const acme = await world.tenant('acme');
  const globex = await world.tenant('globex');
  await world.call('PATCH /v1/tenants/acme', { body: { retention: { eventDays: 2 } } });
  const pool = createPool(world.databaseUrl);
  await pool.query(
    `INSERT INTO history.events (id, tenant, source, type, subject, time, data, numbers, received_at, "partition", "offset", positions)
     SELECT days::text, tenant, '/pbx', 'call.ended', 's', now(), '{}', '{}', $1::timestamptz - days * interval '1 day', 0, days, '{}'
     FROM unnest(ARRAY['acme', 'globex']) tenant, unnest(ARRAY[1, 3, 6, 8]) days`,
    [new Date(Date.now() + DAY_MS / 24).toISOString()],
  );
  await pool.end();
  await world.stop();
  // A gateway looks at it when it starts, and each hour.
  await world.start();
  const left = async (key: string) => items(await world.call('GET /v1/events', { key })).map(({ id }) => id);
  expect([await left(acme), await left(globex)]).toEqual([['1'], ['1', '3', '6']]);
});
