import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateApiKey } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { features } from '../features.js';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';
import { needsKey } from './access.js';
import { ROLES, SCOPES } from './scopes.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

const me = (authorization?: string) =>
  world.call('GET /v1/tenant', { key: undefined, headers: authorization === undefined ? {} : { authorization } });

describe('credentials', () => {
  it.each([
    ['nothing', undefined],
    ['Basic', 'Basic YTpi'],
    ['an empty Bearer', 'Bearer '],
    ['two words', 'Bearer a b'],
  ])('of the form "%s" are answered 401 with a challenge', async (_, authorization) => {
    const reply = await me(authorization);
    expect(reply).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('that are valid are let in, whatever the case of the scheme', async () => {
    expect(await me(`Bearer ${world.admin}`)).toMatchObject({ status: 200, body: { id: 'default' } });
    expect(await me(`bearer ${world.admin}`)).toMatchObject({ status: 200 });
  });

  it('in the URL are refused before anything else, and stand in no log', async () => {
    for (const query of [`api_key=${world.admin}`, `access_token=x`, `q=${world.admin}`]) {
      const reply = await world.call(`GET /v1/workflows?${query}`);
      expect(reply).toMatchObject({ status: 400, body: { code: 'credential_in_url' } });
    }
    expect(JSON.stringify(world.lines)).not.toContain(world.admin);
  });

  it('that are revoked or expired are refused, here at once', async () => {
    const key = await world.key({ role: 'viewer' });
    const id = key.split('_')[1] ?? '';
    expect(await me(`Bearer ${key}`)).toMatchObject({ status: 200 });
    expect(await world.call(`DELETE /v1/api-keys/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await me(`Bearer ${key}`)).toMatchObject({ status: 401 });

    const brief = await world.key({ role: 'viewer', expiresAt: new Date(Date.now() + 1_500).toISOString() });
    expect(await me(`Bearer ${brief}`)).toMatchObject({ status: 200 });
    await eventually('the key to expire', async () => (await me(`Bearer ${brief}`)).status === 401);
  });
});

describe('a key', () => {
  it('is shown once, at creation; an idempotent repetition gives everything but the key', async () => {
    const request = { body: { name: 'ci', scopes: ['workflows:read'] }, headers: { 'idempotency-key': 'new-key' } };
    const first = await world.call('POST /v1/api-keys', request);
    const again = await world.call('POST /v1/api-keys', request);
    expect(field(first, 'key')).toMatch(/^hks_\w{12}_\w{49}$/);
    expect(again.body).toMatchObject({ id: field(first, 'id'), scopes: ['workflows:read'] });
    expect(again.body).not.toHaveProperty('key');
    const listed = await world.call(`GET /v1/api-keys/${field(first, 'id')}`);
    expect(listed.body).not.toHaveProperty('hash');
    expect(JSON.stringify(await world.call('GET /v1/api-keys'))).not.toContain(field(first, 'key'));
  });

  it('grants only scopes that its maker has', async () => {
    const manager = await world.key({ scopes: ['keys:manage', 'events:write'] });
    const ask = (body: object) => world.call('POST /v1/api-keys', { key: manager, body: { name: 'x', ...body } });
    expect(await ask({ scopes: ['events:write'] })).toMatchObject({ status: 201 });
    const refused = await ask({ scopes: ['events:write', 'secrets:write'] });
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'missing_scope', detail: 'This needs the scope "secrets:write".' },
    });
    expect(await ask({ role: 'viewer' })).toMatchObject({ status: 403 });
    expect(await ask({ scopes: ['events:write'], tenant: 'acme' })).toMatchObject({
      status: 403,
      body: { detail: 'This needs the scope "platform".' },
    });
  });

  it.each([
    ['neither scopes nor role', {}, '/scopes', 'required'],
    ['both', { scopes: ['events:read'], role: 'viewer' }, '/scopes', 'required'],
    ['an unknown scope', { scopes: ['everything'] }, '/scopes', 'invalid_choice'],
    ['an unknown role', { role: 'root' }, '/role', 'invalid_choice'],
    ['an end in the past', { role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt', 'in_the_past'],
    ['an end that is no time', { role: 'viewer', expiresAt: 'tomorrow' }, '/expiresAt', 'invalid_format'],
    ['a tenant that does not exist', { role: 'viewer', tenant: 'nobody' }, '/tenant', 'unknown_tenant'],
    ['a hash of its own', { role: 'viewer', hash: 'x' }, '/hash', 'unknown_field'],
    ['no name', { role: 'viewer', name: '' }, '/name', 'required'],
    ['a missing name', { role: 'viewer', name: undefined }, '/name', 'required'],
  ])('with %s is refused', async (_, body, pointer, code) => {
    const reply = await world.call('POST /v1/api-keys', { body: { name: 'x', ...body } });
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document', errors: [{ pointer, code }] } });
  });

  it('of a tenant can never be granted "platform"', async () => {
    const acme = await world.tenant('acme');
    const wanted = { name: 'x', scopes: ['platform'] };
    expect(await world.call('POST /v1/api-keys', { key: acme, body: wanted })).toMatchObject({ status: 403 });
    expect(await world.call('POST /v1/api-keys', { body: { ...wanted, tenant: 'acme' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/scopes', code: 'not_grantable' }] },
    });
  });

  it('says when it was last used', async () => {
    const key = await world.key({ role: 'viewer' });
    await me(`Bearer ${key}`);
    const id = key.split('_')[1] ?? '';
    const used = async () => (await world.call(`GET /v1/api-keys/${id}`)).body as { readonly lastUsedAt?: string };
    await eventually('last use', async () => (await used()).lastUsedAt !== undefined, { timeoutMs: 30_000 });
  });
});

describe('the table of scopes', () => {
  const routes = features.flatMap(({ access }) => Object.entries(access));
  const concrete = (route: string) =>
    route.replaceAll('{id}', '00000000-0000-4000-8000-000000000000').replaceAll(/\{\w+\}/g, 'x');
  /** Bodies that reach the guard are enough; what they say does not matter. */
  const request = (route: string, key: string) =>
    world.call(concrete(route), { key, ...(/^(POST|PUT|PATCH)/.test(route) && { body: {} }) });

  it.each(routes.filter(([, access]) => needsKey(access)))('%s needs "%s"', async (route, access) => {
    expect(await world.call(concrete(route), { key: undefined })).toMatchObject({ status: 401 });
    if (access === 'authenticated') return;
    const others = SCOPES.filter((scope) => scope !== access);
    const without = await request(route, await keyWith(others));
    expect(without).toMatchObject({
      status: 403,
      body: { code: 'missing_scope', detail: `This needs the scope "${access}".` },
    });
    expect((await request(route, await keyWith([access as (typeof SCOPES)[number]]))).status).not.toBe(401);
  });

  const keys = new Map<string, Promise<string>>();
  function keyWith(scopes: readonly string[]): Promise<string> {
    const name = scopes.join();
    const known = keys.get(name) ?? world.key({ scopes });
    keys.set(name, known);
    return known;
  }
});

describe('scopes beyond the route', () => {
  it('let an editor save drafts, and only a publisher what is in force', async () => {
    const editor = await world.key({ role: 'editor' });
    const draft = aWorkflow('of-an-editor', { enabled: false });
    const created = await world.call('POST /v1/workflows', { key: editor, body: draft });
    expect(created).toMatchObject({ status: 201 });
    const path = `/v1/workflows/${field(created, 'id')}`;
    const needed = { status: 403, body: { detail: 'This needs the scope "workflows:publish".' } };
    expect(await world.call(`PUT ${path}`, { key: editor, body: aWorkflow('of-an-editor') })).toMatchObject(needed);
    expect(await world.call(`POST ${path}:enable`, { key: editor })).toMatchObject(needed);
    await world.call(`POST ${path}:enable`);
    expect(await world.call(`PUT ${path}`, { key: editor, body: draft })).toMatchObject(needed);
    expect(await world.call(`DELETE ${path}`, { key: editor })).toMatchObject(needed);
  });

  it('keep who may not write secrets from typing them into a document', async () => {
    const editor = await world.key({ role: 'editor' });
    const steps = [
      { id: 'tell', action: 'slack', params: { token: 'xoxb-not-a-real-token', channel: 'C1', text: 'hi' } },
    ];
    const body = aWorkflow('typed-in', { enabled: false, steps });
    expect(await world.call('POST /v1/workflows', { key: editor, body })).toMatchObject({
      status: 403,
      body: { detail: 'This needs the scope "secrets:write".' },
    });
  });

  it('keep who may not use connections from naming one', async () => {
    const writer = await world.key({ scopes: ['workflows:write'] });
    const steps = [{ id: 'tell', action: 'slack', connection: 'team', params: { channel: 'C1', text: 'hi' } }];
    const body = aWorkflow('names-one', { enabled: false, steps });
    expect(await world.call('POST /v1/workflows', { key: writer, body })).toMatchObject({
      status: 403,
      body: { detail: 'This needs the scope "connections:use".' },
    });
  });
});

it('suspends a tenant: its keys no longer work', async () => {
  const key = await world.tenant('late-payer');
  expect(await world.call('GET /v1/workflows', { key })).toMatchObject({ status: 200 });
  await world.call('POST /v1/tenants/late-payer:suspend', { body: { reason: 'The invoice of May is open.' } });
  expect(await world.call('GET /v1/workflows', { key })).toMatchObject({
    status: 403,
    body: { code: 'tenant_suspended', detail: 'The invoice of May is open.' },
  });
  await world.call('POST /v1/tenants/late-payer:resume');
  expect(await world.call('GET /v1/workflows', { key })).toMatchObject({ status: 200 });
});

it('roles are sets of scopes that each include the one before', () => {
  expect(ROLES.editor).toEqual(expect.arrayContaining([...ROLES.viewer]));
  expect(ROLES.operator).toEqual(expect.arrayContaining([...ROLES.editor]));
  expect(ROLES.admin).toEqual(expect.arrayContaining([...ROLES.operator]));
  expect(ROLES.admin).not.toContain('platform');
});

// Last: it uses up the failures of this address.
describe('guessing', () => {
  it('is slowed down after ten wrong keys in a minute, and does not lock out who has a key', async () => {
    const wrong = () => me(`Bearer ${generateApiKey().text}`);
    const answers: number[] = [];
    for (let n = 0; n < 14; n += 1) answers.push((await wrong()).status);
    expect(answers).toContain(401);
    expect(answers.at(-1)).toBe(429);
    expect((await wrong()).headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await me(`Bearer ${world.admin}`)).toMatchObject({ status: 200 });
    expect(items(await world.call('GET /v1/connectors'))).toHaveLength(4);
  });
});
