import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Command, type Result, type RunsMessage } from '@hookswitch/domain';
import { deadLetter, decodeMessage, encodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';

const SCOPES = [
  'events:write',
  'events:read',
  'payloads:read',
  'workflows:write',
  'workflows:publish',
  'runs:read',
  'runs:cancel',
  'connections:use',
];
let world: World;
let acme: string;
let reader: string;
let stranger: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  acme = await world.tenant('acme', SCOPES);
  reader = await world.key({ tenant: 'acme', scopes: ['runs:read', 'events:read'] });
  stranger = await world.tenant('stranger', SCOPES);
});
afterAll(() => world.close());

const get = (path: string, key = acme) => world.call(`GET ${path}`, { key });
const found = (path: string) =>
  eventually(`${path} is there`, async () => {
    const reply = await get(path);
    return reply.status === 200 ? reply : undefined;
  });

/** Takes an event over REST, as the gateway stores it, and plays rules' part for it. */
async function takeEvent(
  id: string,
  stages: (event: RunsMessage['stages'][number]['event']) => RunsMessage['stages'] = () => [],
) {
  const data = { call_uuid: id, direction: 'incoming', external_number: '+12025550142', talking_time: 31_337 };
  const event = { specversion: '1.0', id, source: '/pbx', type: 'call.ended', data };
  expect((await world.call('POST /v1/events', { key: acme, body: event })).status).toBe(202);
  await found(`/v1/events/${id}`);
  const record = (await world.records(world.topics.events)).find(({ headers }) => headers.ce_id?.toString() === id);
  const { partition = 0, offset = 0 } = record ?? {};
  const revision = Number(record?.headers.ce_revision?.toString());
  const reference = { id, source: '/pbx', type: 'call.ended', subject: id, time: '2026-11-20T09:16:04.120Z' };
  const message: RunsMessage = {
    source: { topic: world.topics.events, partition },
    ...{ from: offset, to: offset + 1, revisions: { acme: revision }, engine: 'test' },
    stages: stages(reference).map((stage) => ({ ...stage, offset })),
  };
  await world.bus.publish([encodeMessage('runs', world.topics.runs, `${partition}`, message)]);
}

it('shows a run with its commands and attempts, payloads only to those who may see them', async () => {
  const [run, id, workflow] = [randomUUID(), randomUUID(), { id: randomUUID(), name: 'crm', version: 1 }];
  const at = '2026-11-20T09:16:05.000Z';
  await takeEvent('call-run', (event) => [
    {
      ...{ run, workflow, event, tenant: 'acme', status: 'running', at, offset: 0 },
      steps: [
        { id: 'crm', kind: 'action', status: 'sent', command: id },
        { id: 'vip', kind: 'condition', status: 'passed', detail: '"compared" is not "gold"' },
        { id: 'pause', kind: 'delay', status: 'delayed', detail: at },
      ],
      commands: [{ topic: 'c', key: 'acme|x', command: commandOf({ id, run, workflow, event, step: 'crm' }) }],
    },
  ]);
  const result = {
    command: id,
    seq: 1,
    redrives: 0,
    tenant: 'acme',
    workflow,
    connector: 'http',
    run,
    step: 'crm',
    status: 'succeeded',
    attempt: 1,
    outcome: 'succeeded',
    output: { status: 201 },
    error: { code: 'invalid_value', message: '"quoted" is no number.', class: 'permanent' },
    finishedAt: at,
  } as unknown as Result;
  const event = { id: 'call-run', source: '/pbx', type: 'call.ended', subject: 'call-run', time: at };
  await world.bus.publish([encodeMessage('result', world.topics.results, `acme|${run}`, { ...result, event })]);
  const ended = await eventually('the run has ended', async () => {
    const reply = await get(`/v1/runs/${run}`);
    return field(reply, 'status') === 'succeeded' ? reply : undefined;
  });
  expect(ended.body).toMatchObject({
    workflow: { name: 'crm', version: 1 },
    steps: [
      {
        id: 'crm',
        command: {
          connector: 'http',
          params: { note: 'rendered' },
          output: { status: 201 },
          attempts: [{ attempt: 1 }],
        },
      },
      { id: 'vip' },
      { id: 'pause', detail: at },
    ],
  });
  const masked = JSON.stringify((await get(`/v1/runs/${run}`, reader)).body);
  expect(masked).not.toContain('rendered');
  expect(masked).not.toContain('201');
  for (const words of ['compared', 'quoted']) {
    expect(JSON.stringify(ended.body)).toContain(words);
    expect(masked).not.toContain(words);
  }
  expect(masked).toContain('invalid_value');
  expect((await get(`/v1/runs/${run}`, stranger)).status).toBe(404);
  expect(items(await get('/v1/runs?number=%2B12025550142&status=succeeded&event=call-run'))).toHaveLength(1);
  expect(items(await get('/v1/runs?status=dead'))).toEqual([]);
});

const commandOf = (more: Partial<Command>): Command => ({
  ...{
    id: '',
    tenant: 'acme',
    run: '',
    step: '',
    connector: 'http',
    params: { note: 'rendered' },
    lane: 'l',
    delivery: 'at_least_once',
    timeoutMs: 1_000,
  },
  ...{ workflow: { id: '', name: '', version: 1 }, event: { id: '', source: '', type: '', subject: '', time: '' } },
  retry: { maxAttempts: 1, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
  issuedAt: '2026-11-20T09:16:05.000Z',
  ...more,
});

it('sends a cancel to every connector type, for runs of the own tenant alone, and notes it once', async () => {
  const [{ id: run } = {}] = items(await get('/v1/runs?event=call-run'));
  expect((await world.call(`POST /v1/runs/${String(run)}:cancel`, { key: stranger })).status).toBe(404);
  const headers = { 'idempotency-key': 'cancel-once' };
  for (let times = 0; times < 2; times += 1)
    expect(await world.call(`POST /v1/runs/${String(run)}:cancel`, { key: acme, headers })).toMatchObject({
      status: 202,
      body: { id: run, cancelRequested: true },
    });
  const auditor = await world.key({ tenant: 'acme', scopes: ['audit:read'] });
  expect(items(await get('/v1/audit?action=run.cancelled', auditor))).toMatchObject([
    { object: { kind: 'run', id: run } },
  ]);
  for (const type of ['http', 'sms', 'slack', 'stt']) {
    const [record] = await world.records(world.topics.control(type));
    expect(record && decodeMessage('control', record)).toMatchObject({
      ok: true,
      value: { kind: 'cancel', tenant: 'acme', run },
    });
  }
});

it('explains with the workflows that were in force when the event was planned, not with those of now', async () => {
  const conditions = { all: [{ field: 'event.properties.talking_time', operator: 'less_than', value: 1 }] };
  const saved = await world.call('POST /v1/workflows', { key: acme, body: aWorkflow('short-calls', { conditions }) });
  expect(saved.status).toBe(201);
  await takeEvent('call-explained');
  const changed = aWorkflow('short-calls', {
    conditions: { all: [{ field: 'event.properties.talking_time', operator: 'less_than', value: 99 }] },
  });
  const put = await world.call(`PUT /v1/workflows/${field(saved, 'id')}`, {
    key: acme,
    body: changed,
    headers: { 'if-match': saved.headers.get('etag') ?? '' },
  });
  expect(put.status).toBe(200);
  const explained = await eventually('the event is planned', async () => {
    const reply = await get('/v1/explain?event=call-explained');
    return field(reply, 'planned') === 'true' ? reply : undefined;
  });
  const { workflows } = explained.body as { workflows: readonly object[] };
  const one = workflows.find((each) => JSON.stringify(each).includes('short-calls'));
  expect(one).toMatchObject({ workflow: { version: 1 }, fired: false });
  expect(JSON.stringify(one)).toContain('31337');
  expect(JSON.stringify((await get('/v1/explain?event=call-explained', reader)).body)).not.toContain('31337');
  expect((await get('/v1/explain?event=nowhere')).status).toBe(404);
});

it('keeps dead letters with their bytes, for their tenant', async () => {
  const value = Buffer.from('{"specversion":"1.0","tenantid":"acme",');
  const record = {
    topic: world.topics.events,
    partition: 0,
    offset: 99,
    key: null,
    value,
    headers: { ce_tenantid: Buffer.from('acme') },
    timestamp: 0,
  };
  const facts = {
    reason: 'not_json' as const,
    message: 'It ends too early.',
    stage: 'decode',
    service: 'rules',
    at: Date.now(),
  };
  await world.bus.publish([deadLetter(world.topics, record, facts)]);
  const [letter] = await eventually('the dead letter', async () => {
    const list = items(await get('/v1/dead-letters?reason=not_json'));
    return list.length > 0 && list;
  });
  expect(letter).toMatchObject({
    reason: 'not_json',
    stage: 'decode',
    origin: { offset: 99 },
    bytes: value.length,
  });
  const whole = await get(`/v1/dead-letters/${String(letter?.id)}`);
  expect(Buffer.from(field(whole, 'value'), 'base64')).toEqual(value);
  expect((await get(`/v1/dead-letters/${String(letter?.id)}`, stranger)).status).toBe(404);
});

it.each([
  '/v1/runs?status=odd',
  '/v1/runs?workflow=x',
  '/v1/events?from=yesterday',
  '/v1/events?subject=%00',
  '/v1/runs?colour=red',
])('refuses the query of %s', async (path) => {
  expect(await get(path)).toMatchObject({ status: 400, body: { code: 'invalid_query' } });
});

it('pages with cursors that are good for their list and tenant only', async () => {
  const first = await get('/v1/events?limit=1');
  const cursor = encodeURIComponent(field(first, 'next'));
  expect(items(await get(`/v1/events?limit=1&cursor=${cursor}`))[0]?.id).not.toBe(items(first)[0]?.id);
  expect((await get(`/v1/events?limit=1&cursor=${cursor}`, stranger)).body).toMatchObject({ code: 'invalid_cursor' });
  expect((await get(`/v1/runs?cursor=${cursor}`)).body).toMatchObject({ code: 'invalid_cursor' });
});
