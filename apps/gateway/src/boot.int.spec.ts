import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { items, World } from './gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

it('starts with every class injected and every route under a scope', async () => {
  const reply = await world.call('GET /v1/connectors');
  expect(reply.status).toBe(200);
  expect(items(reply).map(({ type }) => type)).toEqual(['http', 'slack', 'sms', 'stt']);
  expect(world.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});
