import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { features } from '../features.js';
import { aWorkflow, field, items, World, type Reply } from '../gateway.spec-helper.js';

let world: World;
let northwind: string;
let initech: string;
/** What northwind has, by resource. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  world = await World.create();
  await world.start();
  northwind = await world.tenant('northwind');
  initech = await world.tenant('initech');
  const make = async (kind: string, path: string, body: object, id = 'id') => {
    const reply = await world.call(`POST ${path}`, { key: northwind, body });
    expect(reply.status).toBe(201);
    ids[kind] = field(reply, id);
  };
  await make('workflows', '/v1/workflows', aWorkflow('only-of-northwind'));
  await make('connections', '/v1/connections', {
    name: 'northwind-slack',
    connector: 'slack',
    secrets: { token: 'xoxb-of-northwind-only' },
  });
  await make(
    'secrets',
    '/v1/secrets',
    { name: 'northwind_token', value: 'northwind-value-1234', allowedHosts: ['a.example.com'], connectors: ['http'] },
    'name',
  );
  await make('api-keys', '/v1/api-keys', { name: 'northwind-key', role: 'viewer' });
  await make(
    'event-types',
    '/v1/event-types',
    { name: 'order.paid', description: 'Paid', dataSchema: { type: 'object' } },
    'name',
  );
});
afterAll(() => world.close());

const text = ({ body }: Reply) => JSON.stringify(body);

describe('two tenants', () => {
  it.each(['workflows', 'connections', 'secrets', 'api-keys', 'event-types', 'audit'])(
    'see nothing of each other in the list of %s',
    async (kind) => {
      const theirs = await world.call(`GET /v1/${kind}`, { key: initech });
      expect(theirs.status).toBe(200);
      for (const secret of ['northwind', 'order.paid', ...Object.values(ids)])
        expect(text(theirs).includes(secret)).toBe(false);
      expect(text(await world.call(`GET /v1/${kind}`, { key: northwind }))).toMatch(/northwind|order\.paid/);
    },
  );

  const routes = features
    .flatMap(({ access }) => Object.keys(access))
    .filter((route) => /\{(id|name)\}/.test(route) && !/tenants|connectors/.test(route));
  const known = routes.filter((route) => /\/v1\/(workflows|connections|secrets|api-keys|event-types)\//.test(route));
  it.each(known)('get the same answer for %s as for an id that exists nowhere', async (route) => {
    const kind = /\/v1\/([\w-]+)\//.exec(route)?.[1] ?? '';
    const at = (id: string) => route.replace(/\{\w+\}/, id);
    const options = { key: initech, ...(/^(POST|PUT)/.test(route) && { body: bodyOf(kind, route) }) };
    const foreign = await world.call(at(ids[kind] ?? ''), options);
    const nowhere = await world.call(
      at(/^[0-9a-f-]{36}$/.test(ids[kind] ?? '') ? '00000000-0000-4000-8000-000000000000' : 'nothing_of_the_kind'),
      options,
    );
    expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(foreign.body).toEqual(nowhere.body);
  });

  it('leave each other unchanged', async () => {
    const workflow = await world.call(`GET /v1/workflows/${ids.workflows ?? ''}`, { key: northwind });
    expect(workflow).toMatchObject({ status: 200, body: { version: 1, enabled: true } });
    expect(await world.call(`GET /v1/connections/${ids.connections ?? ''}`, { key: northwind })).toMatchObject({
      status: 200,
    });
    expect(await world.call(`GET /v1/api-keys/${ids['api-keys'] ?? ''}`, { key: northwind })).toMatchObject({
      status: 200,
    });
  });

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

function bodyOf(kind: string, route: string): object {
  if (route.includes(':rollback')) return { version: 1 };
  if (kind === 'secrets') return { value: 'a-new-value-1234' };
  return kind === 'workflows' ? aWorkflow('only-of-northwind') : {};
}
