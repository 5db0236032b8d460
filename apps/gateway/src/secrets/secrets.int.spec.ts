import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionRecord } from '@hookswitch/domain';
import { decodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { createPool } from '@hookswitch/persistence';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';

/** Looked for everywhere afterwards, as they are and in base64. */
const CANARIES = {
  loose: 'canary-loose-4711',
  connection: 'canary-conn-4712',
  inline: 'canary-inline-4713',
  again: 'canary-again-4714',
};

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

const published = async (key: string): Promise<ConnectionRecord> => {
  const record = await eventually(key, async () => {
    const last = await world.last(world.topics.connections, key);
    return last?.value ? last : undefined;
  });
  const decoded = decodeMessage('connection', record);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};

describe('a loose secret', () => {
  const body = {
    name: 'crm_token',
    value: CANARIES.loose,
    allowedHosts: ['crm.example.com'],
    connectors: ['http', 'slack'],
  };

  it('is sealed once per connector type and never read back', async () => {
    const created = await world.call('POST /v1/secrets', { body });
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: 'crm_token',
        hint: '4711',
        version: 1,
        allowedHosts: ['crm.example.com'],
        connectors: ['http', 'slack'],
      },
    });
    expect(await world.call('POST /v1/secrets', { body })).toMatchObject({ status: 409, body: { code: 'name_taken' } });
    expect((await world.call('GET /v1/secrets/crm_token')).body).not.toHaveProperty('value');
  });

  it('reaches connectors sealed to their key, bound to tenant, type and name', async () => {
    const { sealed, allowedHosts } = await published('default|secret|crm_token');
    expect(allowedHosts).toEqual(['crm.example.com']);
    const opened = await world.ring.open(sealed.http ?? '', { tenant: 'default', type: 'http', name: 'crm_token' });
    expect(opened.reveal()).toBe(CANARIES.loose);
    await expect(
      world.ring.open(sealed.http ?? '', { tenant: 'acme', type: 'http', name: 'crm_token' }),
    ).rejects.toMatchObject({ code: 'binding' });
    await expect(
      world.ring.open(sealed.http ?? '', { tenant: 'default', type: 'slack', name: 'crm_token' }),
    ).rejects.toMatchObject({ code: 'binding' });
  });

  it('gets a new version, and a value that looks sealed is sealed again', async () => {
    const looksSealed = 'eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc';
    expect(await world.call('PUT /v1/secrets/crm_token', { body: { value: looksSealed } })).toMatchObject({
      status: 200,
      body: { version: 2, connectors: ['http', 'slack'], allowedHosts: ['crm.example.com'] },
    });
    await eventually('the new version', async () => {
      const { sealed } = await published('default|secret|crm_token');
      const opened = await world.ring.open(sealed.http ?? '', { tenant: 'default', type: 'http', name: 'crm_token' });
      return opened.reveal() === looksSealed;
    });
  });

  it('is not deleted under a workflow in force, unless it must be', async () => {
    const steps = [
      {
        id: 'crm',
        action: 'http',
        params: {
          endpoint: 'https://crm.example.com',
          method: 'POST',
          headers: [{ key: 'Authorization', value: 'Bearer {{secrets.crm_token}}' }],
        },
      },
    ];
    const workflow = await world.call('POST /v1/workflows', { body: aWorkflow('uses-secret', { steps }) });
    expect(workflow.status).toBe(201);
    expect(await world.call('POST /v1/secrets', { body: { ...body, name: 'crm' } })).toMatchObject({ status: 201 });
    expect(await world.call('DELETE /v1/secrets/crm')).toMatchObject({ status: 204 });
    expect(await world.call('DELETE /v1/secrets/crm_token')).toMatchObject({
      status: 409,
      body: { code: 'in_use', detail: 'Workflows in force name it: uses-secret.' },
    });
    expect(await world.call('DELETE /v1/secrets/crm_token?force=true')).toMatchObject({ status: 204 });
    await eventually(
      'the tombstone',
      async () => (await world.last(world.topics.connections, 'default|secret|crm_token'))?.value === null,
    );
  });

  it.each([
    ['no hosts', { allowedHosts: [] }, '/allowedHosts', 'too_few'],
    ['a URL as host', { allowedHosts: ['https://crm.example.com/'] }, '/allowedHosts', 'invalid_format'],
    ['a wildcard over everything', { allowedHosts: ['*'] }, '/allowedHosts', 'invalid_format'],
    ['no connector', { connectors: [] }, '/connectors', 'too_few'],
    ['an unknown connector', { connectors: ['http', 'fax'] }, '/connectors/1', 'unknown_connector'],
    ['a name with blanks', { name: 'my token' }, '/name', 'invalid_format'],
    ['an empty value', { value: '' }, '/value', 'required'],
    ['a value of 8 KiB and a byte', { value: 'x'.repeat(8_193) }, '/value', 'too_long'],
    ['a value of 8 KiB and a byte in UTF-8', { value: 'é'.repeat(4_097) }, '/value', 'too_long'],
    ['a signing secret of nothing', { value: 'whsec_' }, '/value', 'invalid_format'],
    ['a signing secret that lost its end', { value: 'whsec_c2VjcmV0LWtle' }, '/value', 'invalid_format'],
    ['a second signing secret that is no base64', { value: 'whsec_c2VjcmV0 whsec_c-_W' }, '/value', 'invalid_format'],
    ['a number as value', { value: 12_345 }, '/value', 'wrong_type'],
    ['a sealed value of its own', { sealed: 'x' }, '/sealed', 'unknown_field'],
  ])('with %s is refused', async (_, change, pointer, code) => {
    const reply = await world.call('POST /v1/secrets', { body: { ...body, name: 'wrong_one', ...change } });
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document', errors: [{ pointer, code }] } });
  });

  it('may be two signing secrets, while a receiver changes its own', async () => {
    const value = 'whsec_c2VjcmV0LWtleQ== whsec_c2VjcmV0LWtleTI=';
    const reply = await world.call('POST /v1/secrets', { body: { ...body, name: 'signing_one', value } });
    expect(reply.status).toBe(201);
  });

  it('may have 8 KiB', async () => {
    const reply = await world.call('POST /v1/secrets', {
      body: { ...body, name: 'long_one', value: 'x'.repeat(8_192) },
    });
    expect(reply.status).toBe(201);
  });
});

describe('a connection', () => {
  const path = async () => `/v1/connections/${String(items(await world.call('GET /v1/connections'))[0]?.id)}`;

  it('keeps its secrets sealed, published under the connection’s name', async () => {
    const body = {
      name: 'team-slack',
      connector: 'slack',
      allowedHosts: ['slack.com'],
      secrets: { token: CANARIES.connection },
    };
    const created = await world.call('POST /v1/connections', { body });
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: 'team-slack',
        connector: 'slack',
        status: { state: 'ok' },
        secrets: [{ name: 'token', hint: '4712', version: 1 }],
      },
    });
    const record = await published('default|connection|team-slack');
    expect(record).toMatchObject({ kind: 'connection', connector: 'slack', allowedHosts: ['slack.com'] });
    const binding = { tenant: 'default', type: 'slack', name: 'team-slack/token' };
    expect((await world.ring.open(record.sealed.token ?? '', binding)).reveal()).toBe(CANARIES.connection);
  });

  it('keeps a secret that is not named, replaces one that is, and guards against lost updates', async () => {
    const at = await path();
    const kept = await world.call(`PUT ${at}`, { body: { allowedHosts: [] }, headers: { 'if-match': '"1"' } });
    expect(kept).toMatchObject({ status: 200, body: { allowedHosts: [], secrets: [{ name: 'token', version: 1 }] } });
    expect(kept.headers.get('etag')).toBe('"2"');
    expect(await world.call(`PUT ${at}`, { body: {}, headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412 });
    const replaced = await world.call(`PUT ${at}`, { body: { secrets: { token: CANARIES.again } } });
    expect(replaced).toMatchObject({ body: { secrets: [{ name: 'token', hint: '4714', version: 2 }] } });
  });

  it.each([
    ['an unknown connector', { connector: 'fax' }, '/connector', 'unknown_connector'],
    ['a connector without connections', { connector: 'http' }, '/connector', 'no_connections'],
    ['an unknown secret', { secrets: { token: 'x'.repeat(20), extra: 'y' } }, '/secrets/extra', 'unknown_secret'],
    ['a secret that is missing', { secrets: {} }, '/secrets/token', 'required'],
    ['a required secret that is null', { secrets: { token: null } }, '/secrets/token', 'required'],
    ['a secret that is a number', { secrets: { token: 7 } }, '/secrets/token', 'wrong_type'],
    ['settings that are text', { settings: 'eu' }, '/settings', 'wrong_type'],
    ['a name in capitals', { name: 'Team' }, '/name', 'invalid_format'],
    ['an id of its own', { id: 'x' }, '/id', 'unknown_field'],
  ])('with %s is refused', async (_, change, pointer, code) => {
    const body = { name: 'wrong', connector: 'slack', secrets: { token: 'x'.repeat(20) }, ...change };
    const reply = await world.call('POST /v1/connections', { body });
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document', errors: [{ pointer, code }] } });
  });

  it('cannot be deleted under a workflow in force, nor have its type changed', async () => {
    const steps = [{ id: 'tell', action: 'slack', connection: 'team-slack', params: { channel: 'C1', text: 'hi' } }];
    expect(await world.call('POST /v1/workflows', { body: aWorkflow('tells', { steps }) })).toMatchObject({
      status: 201,
    });
    const at = await path();
    expect(await world.call(`DELETE ${at}`)).toMatchObject({ status: 409, body: { code: 'in_use' } });
    expect(await world.call(`PUT ${at}`, { body: { connector: 'sms' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/connector', code: 'unknown_field' }] },
    });
  });
});

describe('a credential typed into an action', () => {
  it('is sealed and replaced by a reference before anything is stored', async () => {
    const steps = [{ id: 'tell', action: 'slack', params: { token: CANARIES.inline, channel: 'C1', text: 'hi' } }];
    const created = await world.call('POST /v1/workflows', { body: aWorkflow('inline', { steps }) });
    expect(created.status).toBe(201);
    const name = /\{\{secrets\.(inline-[\w-]+)\}\}/.exec(JSON.stringify(created.body))?.[1] ?? '';
    expect(await world.call(`GET /v1/secrets/${name}`)).toMatchObject({
      body: { hint: '4713', connectors: ['slack'], allowedHosts: ['slack.com'] },
    });
    const { sealed } = await published(`default|secret|${name}`);
    expect((await world.ring.open(sealed.slack ?? '', { tenant: 'default', type: 'slack', name })).reveal()).toBe(
      CANARIES.inline,
    );
    const again = await world.call(`GET /v1/workflows/${field(created, 'id')}`);
    expect(
      await world.call(`PUT /v1/workflows/${field(created, 'id')}`, {
        body: (again.body as { document: unknown }).document,
      }),
    ).toMatchObject({ status: 200 });
  });

  it('does not replace the credential of a workflow that had this name before', async () => {
    const steps = (token: string) => [{ id: 'tell', action: 'slack', params: { token, channel: 'C1', text: 'hi' } }];
    const create = (name: string, token: string) =>
      world.call('POST /v1/workflows', { body: aWorkflow(name, { steps: steps(token) }) });
    const first = await create('before', CANARIES.inline);
    const document = (first.body as { document: { metadata: object } }).document;
    const renamed = { ...document, metadata: { ...document.metadata, name: 'after' } };
    expect(await world.call(`PUT /v1/workflows/${field(first, 'id')}`, { body: renamed })).toMatchObject({
      status: 200,
    });
    expect(await create('before', 'xoxb-another-token')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/spec/steps/0/params', code: 'inline_secret_in_use' }] },
    });
    expect(
      await world.call(`PUT /v1/workflows/${field(first, 'id')}`, {
        body: aWorkflow('before', { steps: steps('xoxb-new-token') }),
      }),
    ).toMatchObject({ status: 200 });
  });

  it('is not sealed when the document is refused', async () => {
    const steps = [{ id: 'tell', action: 'slack', params: { token: CANARIES.inline, channel: 'C1' } }];
    expect(await world.call('POST /v1/workflows', { body: aWorkflow('refused', { steps }) })).toMatchObject({
      status: 422,
    });
    expect(items(await world.call('GET /v1/secrets')).map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining('refused'),
    );
  });
});

it('no secret is readable in the database, on the bus, in the log or in any answer', async () => {
  const client = createPool(world.databaseUrl);
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('control', 'bus', 'history')",
  );
  const dumps = [JSON.stringify(world.lines)];
  for (const { name } of tables) dumps.push(JSON.stringify((await client.query(`SELECT t::text FROM ${name} t`)).rows));
  await client.end();
  for (const topic of [world.topics.workflows, world.topics.connections, world.topics.tenants]) {
    for (const { value } of await world.records(topic)) dumps.push(value?.toString('utf8') ?? '');
  }
  for (const list of ['workflows', 'connections', 'secrets', 'audit', 'api-keys']) {
    dumps.push(JSON.stringify((await world.call(`GET /v1/${list}?limit=200`)).body));
  }
  const all = dumps.join('\n');
  expect(all).toContain('team-slack');
  for (const canary of Object.values(CANARIES)) {
    const base64 = Buffer.from(canary).toString('base64').slice(0, 20);
    for (const form of [canary, encodeURIComponent(canary), base64, Buffer.from(canary).toString('hex')]) {
      expect(all.includes(form)).toBe(false);
    }
  }
});
