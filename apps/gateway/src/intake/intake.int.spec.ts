import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventType } from '@hookswitch/domain';
import { decodeEvent, type BusRecord } from '@hookswitch/messaging';
import { createPool } from '@hookswitch/persistence';
import { eventually } from '@hookswitch/testing';
import { World, type Reply } from '../gateway.spec-helper.js';

let world: World;
let acme: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  acme = await world.tenant('acme', [
    'events:write',
    'events:read',
    'payloads:read',
    'workflows:write',
    'workflows:publish',
  ]);
});
afterAll(() => world.close());

const event = (id: string, more: object = {}) => ({
  specversion: '1.0',
  id,
  source: '/pbx',
  type: 'call.ended',
  data: { call_uuid: `call-${id}`, direction: 'incoming', external_number: '+12025550142' },
  ...more,
});
const publish = (
  body: unknown,
  type = 'application/cloudevents+json',
  headers: Record<string, string> = {},
  key = acme,
) =>
  world.call('POST /v1/events', {
    key,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': type, ...headers },
  });

async function stored(id: string) {
  const records: BusRecord[] = [];
  for (const [partition, { first, next }] of (await world.bus.offsets(world.topics.events)).entries()) {
    for await (const page of world.bus.read(world.topics.events, partition, first, next)) records.push(...page);
  }
  const events = records.flatMap((record) => {
    const event = decodeEvent(record, { tenant: 'header' });
    return event.ok ? [event.value] : [];
  });
  return events.filter((candidate) => candidate.id === id);
}

const first = ({ body }: Reply) => (body as { errors?: readonly object[] }).errors?.[0];

describe('an event over REST', () => {
  it.each([
    ['structured', () => publish(event('structured'))],
    ['plain JSON', () => publish(event('plain JSON'), 'application/json')],
    ['batch', () => publish([event('batch')], 'application/cloudevents-batch+json')],
    [
      'binary',
      () =>
        publish(event('x').data, 'application/json', {
          ...{ 'ce-id': 'binary', 'ce-source': '/pbx', 'ce-type': 'call.ended', 'ce-specversion': '1.0' },
        }),
    ],
  ])('is durable in %s mode before the answer, under the tenant of the key', async (mode, send) => {
    const reply = await send();
    expect(reply).toMatchObject({
      status: 202,
      body: { outcomes: [{ id: mode, source: '/pbx', status: 'accepted' }] },
    });
    expect(await stored(mode)).toMatchObject([{ tenant: 'acme', type: 'call.ended' }]);
  });

  it('carries the revision of the tenant, so that rules has the workflow that was saved just before', async () => {
    const [before] = await stored('structured');
    const workflow = await world.call('POST /v1/workflows', {
      key: acme,
      body: {
        apiVersion: 'hookswitch.io/v1',
        kind: 'Workflow',
        metadata: { name: 'read-your-writes' },
        spec: {
          enabled: true,
          trigger: { events: ['call.ended'] },
          steps: [{ id: 'crm', action: 'http', params: { endpoint: 'https://crm.example.com/', method: 'GET' } }],
        },
      },
    });
    expect(workflow.status).toBe(201);
    await publish(event('after'));
    const [after] = await stored('after');
    expect(after?.revision).toBeGreaterThan(before?.revision ?? 0);
  });

  it('is taken under a type that is stored, and that this gateway has not heard of', async () => {
    const pool = createPool(world.databaseUrl, { max: 1 });
    const columns = 'tenant_id, name, definition, created_at';
    // As another gateway does; its notification comes never.
    await pool.query(`INSERT INTO control.event_type (${columns}) VALUES ('acme', 'crm.deal_won', $1, now())`, [
      { ...eventType('call.ended'), name: 'crm.deal_won', aliases: [], dataSchema: { type: 'object' } },
    ]);
    await pool.end();
    expect(await publish(event('told-elsewhere', { type: 'crm.deal_won' }))).toMatchObject({ status: 202 });
    expect(await stored('told-elsewhere')).toMatchObject([{ type: 'crm.deal_won' }]);
  });

  it.each<[string, () => Promise<Reply>, number, string, object | undefined]>([
    ['malformed JSON', () => publish('{"id":'), 400, 'malformed_json', undefined],
    [
      'an unknown type',
      () => publish(event('1', { type: 'call.exploded' })),
      422,
      'invalid_event',
      { pointer: '/type', code: 'unknown_type' },
    ],
    ['no source', () => publish(event('1', { source: undefined })), 422, 'invalid_event', { pointer: '/source' }],
    [
      'another tenant',
      () => publish(event('1', { tenantid: 'other' })),
      422,
      'invalid_event',
      { pointer: '/tenantid', code: 'tenant_mismatch' },
    ],
    [
      'data that does not fit',
      () => publish(event('1', { data: { call_uuid: 'c', direction: 'up' } })),
      422,
      'invalid_event',
      { pointer: '/data/direction' },
    ],
    [
      'data over 256 KiB',
      () => publish(event('1', { data: { notes: [{ note: 'x'.repeat(262_144) }] } })),
      413,
      'payload_too_large',
      { pointer: '/data' },
    ],
    [
      'a body over 1 MiB',
      () => publish(event('1', { data: { note: 'x'.repeat(1_100_000) } })),
      413,
      'payload_too_large',
      undefined,
    ],
    ['another content type', () => publish('<event/>', 'text/xml'), 415, 'unsupported_media_type', undefined],
    [
      'a prototype key',
      () => publish('{"specversion":"1.0","data":{"__proto__":{"admin":true}}}'),
      400,
      'forbidden_key',
      { pointer: '/data/__proto__' },
    ],
    [
      'an empty batch',
      () => publish([], 'application/cloudevents-batch+json'),
      422,
      'invalid_document',
      { code: 'empty_batch' },
    ],
    [
      '501 events',
      () =>
        publish(
          Array.from({ length: 501 }, (_, n) => event(`${n}`)),
          'application/cloudevents-batch+json',
        ),
      413,
      'payload_too_large',
      undefined,
    ],
    [
      'a header that is no UTF-8',
      () => publish({}, 'application/json', { 'ce-subject': '%ff' }),
      400,
      'invalid_header',
      undefined,
    ],
  ])('with %s is refused', async (_what, send, status, code, error) => {
    const reply = await send();
    expect(reply).toMatchObject({ status, body: { code } });
    if (error) expect(first(reply)).toMatchObject(error);
  });

  it('is one of 500 of which one is bad: the others are taken, the bad one has its place', async () => {
    const events = Array.from({ length: 500 }, (_, n) => event(`many-${n}`, n === 250 ? { source: '' } : {}));
    const { status, body } = await publish(events, 'application/cloudevents-batch+json');
    const { outcomes } = body as { outcomes: readonly { status: string }[] };
    expect(status).toBe(202);
    expect(outcomes.filter((outcome) => outcome.status === 'accepted')).toHaveLength(499);
    expect(outcomes[250]).toMatchObject({ status: 'rejected', problems: [{ pointer: '/source' }] });
  });

  it('is refused by itself where it nests too deeply: the others of its list are taken', async () => {
    let deep: object = {};
    for (let level = 0; level < 40; level += 1) deep = { deep };
    const batch = [event('deep', { data: { call_uuid: 'c', direction: 'incoming', deep } }), event('flat')];
    expect(await publish(batch, 'application/cloudevents-batch+json')).toMatchObject({
      status: 202,
      body: {
        outcomes: [
          { id: 'deep', status: 'rejected', problems: [{ code: 'too_deep' }] },
          { id: 'flat', status: 'accepted' },
        ],
      },
    });
  });

  it('needs the scope events:write', async () => {
    const reader = await world.tenant('readers', ['events:read']);
    expect(await publish(event('no'), undefined, {}, reader)).toMatchObject({
      status: 403,
      body: { code: 'missing_scope' },
    });
  });
});

it('is told to wait where its tenant sends too much, by the quota’s name; nothing of that request is taken', async () => {
  const key = await world.tenant('floods', ['events:write']);
  await world.call('PATCH /v1/tenants/floods', { body: { quotas: { eventsPerSecond: 1, eventBurst: 2 } } });
  const send = (...ids: readonly string[]) =>
    publish(
      ids.map((id) => event(id)),
      'application/cloudevents-batch+json',
      {},
      key,
    );
  expect((await send('flood-1')).status).toBe(202);
  const refused = await send('flood-2', 'flood-3');
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'rate_limited', detail: expect.stringContaining('"eventsPerSecond" is 1') as unknown },
  });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await stored('flood-3')).toEqual([]);
  expect((await publish(event('beside'))).status).toBe(202);
  const later = await eventually('room again', async () => {
    const reply = await send('flood-2', 'flood-3');
    return reply.status === 429 ? undefined : reply;
  });
  expect(later.status).toBe(202);
});

it('shows what was taken in the list of events, with data only for those who may see it', async () => {
  await publish(event('listed'));
  const listed = await eventually('the recorder', async () => {
    const reply = await world.call('GET /v1/events/listed', { key: acme });
    return reply.status === 200 ? reply : undefined;
  });
  expect(listed.body).toMatchObject({
    id: 'listed',
    subject: 'call-listed',
    data: { direction: 'incoming' },
    runs: [],
  });
  const found = await world.call('GET /v1/events?subject=call-listed&number=%2B12025550142', { key: acme });
  expect(found.body).toMatchObject({ items: [{ id: 'listed' }] });
  const stranger = await world.tenant('strangers', ['events:read']);
  expect((await world.call('GET /v1/events/listed', { key: stranger })).status).toBe(404);
  expect((await world.call('GET /v1/events', { key: stranger })).body).toMatchObject({ items: [] });
});
