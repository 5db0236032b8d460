import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, items, World, type Reply } from '../gateway.spec-helper.js';

let world: World;
let northwind: string;
let initech: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  northwind = await world.tenant('northwind');
  initech = await world.tenant('initech');
  const make = async (path: string, body: object) =>
    expect((await world.call(`POST /v1/${path}`, { key: northwind, body })).status).toBe(201);
  await make('workflows', aWorkflow('only-of-northwind'));
  const secrets = { token: 'xoxb-of-northwind-only' };
  await make('connections', { name: 'northwind-slack', connector: 'slack', secrets });
  const secret = { name: 'northwind_token', value: 'northwind-value-1234', allowedHosts: ['a.example.com'] };
  await make('secrets', { ...secret, connectors: ['http'] });
});
afterAll(() => world.close());

const text = ({ body }: Reply) => JSON.stringify(body);

describe('two tenants', () => {
  it('cannot name the other’s connection or secret, and are told the same as for a name that exists nowhere', async () => {
    const errors = async (connection: string, secret: string) => {
      const steps = [
        { id: 'tell', action: 'slack', connection, params: { channel: 'C1', text: 'hi' } },
        {
          id: 'crm',
          action: 'http',
          params: {
            endpoint: 'https://crm.example.com',
            method: 'POST',
            headers: [{ key: 'X-A', value: `{{secrets.${secret}}}` }],
          },
        },
      ];
      const reply = await world.call('POST /v1/workflows', { key: initech, body: aWorkflow('thief', { steps }) });
      expect(reply.status).toBe(422);
      return text(reply).replaceAll(connection, 'NAME').replaceAll(secret, 'NAME');
    };
    expect(await errors('northwind-slack', 'northwind_token')).toBe(await errors('nobody-slack', 'nobody_token'));
  });

  it('may use the same names', async () => {
    expect(
      await world.call('POST /v1/workflows', { key: initech, body: aWorkflow('only-of-northwind') }),
    ).toMatchObject({ status: 201 });
    expect(
      await world.call('POST /v1/workflows', { key: northwind, body: aWorkflow('only-of-northwind') }),
    ).toMatchObject({ status: 409 });
  });

  it('cannot use the other’s cursor or idempotency key', async () => {
    await world.call('POST /v1/workflows', { key: northwind, body: aWorkflow('second') });
    const next = field(await world.call('GET /v1/workflows?limit=1', { key: northwind }), 'next');
    expect(await world.call(`GET /v1/workflows?cursor=${next}`, { key: northwind })).toMatchObject({ status: 200 });
    expect(await world.call(`GET /v1/workflows?cursor=${next}`, { key: initech })).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
    const headers = { 'idempotency-key': 'shared' };
    const mine = await world.call('POST /v1/workflows', { key: northwind, body: aWorkflow('keyed'), headers });
    const theirs = await world.call('POST /v1/workflows', { key: initech, body: aWorkflow('keyed'), headers });
    expect(theirs).toMatchObject({ status: 201 });
    expect(field(theirs, 'id')).not.toBe(field(mine, 'id'));
  });

  it('take SQL for ordinary text', async () => {
    const odd = encodeURIComponent("x' OR '1'='1");
    expect(items(await world.call(`GET /v1/workflows?name=${odd}`, { key: initech }))).toEqual([]);
    expect(await world.call(`GET /v1/secrets/${odd}`, { key: initech })).toMatchObject({ status: 404 });
  });
});

describe('tenants', () => {
  it('are made by the platform alone', async () => {
    expect(await world.call('POST /v1/tenants', { key: northwind, body: { id: 'more' } })).toMatchObject({
      status: 403,
    });
    expect(await world.call('GET /v1/tenants', { key: northwind })).toMatchObject({ status: 403 });
    expect(items(await world.call('GET /v1/tenants')).map(({ id }) => id)).toEqual(['default', 'initech', 'northwind']);
    expect(await world.call('GET /v1/tenant', { key: northwind })).toMatchObject({
      body: { id: 'northwind', suspended: false },
    });
  });
  it.each([['UPPER'], ['a|b'], ['-x'], ['x'.repeat(64)], ['~snapshot'], ['']])('are never called %j', async (id) => {
    expect(await world.call('POST /v1/tenants', { body: { id } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/id' }] },
    });
  });
  it('exist once', async () => {
    expect(await world.call('POST /v1/tenants', { body: { id: 'northwind' } })).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect(await world.call('PATCH /v1/tenants/nobody', { body: { title: 'Nobody' } })).toMatchObject({ status: 404 });
  });
});
