import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { decodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';
import { GRPC_ACCESS } from './grpc-access.js';
import { freePort, GrpcCaller } from './grpc.spec-helper.js';
import type { StructMessage } from './messages.js';
import { RecordedRun, RETRY, SUCCESS } from './runs.spec-helper.js';
import { jsonOf } from './struct.js';

const SCOPES = ['runs:read', 'runs:cancel', 'payloads:read', 'events:write', 'events:read', 'workflows:write'];

interface Listed {
  readonly runs: readonly { readonly id: string }[];
  readonly next: string;
}

let world: World;
let acme: string;
let reader: string;
let stranger: string;
let client: GrpcCaller;
let run: RecordedRun;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme', [...SCOPES, 'workflows:publish', 'audit:read']);
  reader = await world.key({ tenant: 'acme', scopes: ['runs:read'] });
  stranger = await world.tenant('stranger', SCOPES);
  client = new GrpcCaller('RunService', `127.0.0.1:${port}`, acme);
  run = await recorded('call-run');
  await run.attempt(1, RETRY);
  await run.attempt(2, SUCCESS);
  await eventually('the end of the run', async () => {
    const { runs = [] } = await client.call<Partial<Listed>>('listRuns', { status: 'RUN_STATUS_SUCCEEDED' });
    return runs.length > 0;
  });
});
afterAll(async () => {
  client.close();
  await world.close();
});

const recorded = (event: string) => RecordedRun.begun(world, 'acme', event, client);
const refusal = (code: status, words = '') => ({ code, details: expect.stringContaining(words) as unknown });
const seconds = (text: string) => ({ seconds: String(Date.parse(text) / 1_000), nanos: 0 });

describe('GetRun', () => {
  it('shows a run with its commands, attempts and payloads', async () => {
    expect(await client.call('getRun', { id: run.id })).toMatchObject({
      run: {
        ...{ id: run.id, status: 'RUN_STATUS_SUCCEEDED', workflow: { name: 'crm', version: 1 } },
        event: { id: 'call-run', source: '/pbx', type: 'call.ended', subject: 'call-run' },
        ...{ startedAt: seconds('2026-11-20T09:16:05Z'), endedAt: seconds('2026-11-20T09:16:07Z') },
        steps: [
          {
            ...{ id: 'crm', kind: 'action', status: 'sent' },
            command: {
              ...{ connector: 'http', status: 'succeeded' },
              params: { fields: { note: { stringValue: 'rendered' } } },
              output: { structValue: { fields: { status: { numberValue: 201 } } } },
              attempts: [
                {
                  ...{ seq: 1, attempt: 1, outcome: 'retry', nextAttemptAt: seconds('2026-11-20T09:17:05Z') },
                  error: { code: 'http_503', message: '"quoted" is busy.', class: 'retry' },
                },
                { seq: 2, outcome: 'succeeded', finishedAt: seconds('2026-11-20T09:16:07Z') },
              ],
            },
          },
        ],
      },
    });
  });

  it('shows no payloads to whoever may not see them', async () => {
    const masked = JSON.stringify(await client.call('getRun', { id: run.id }, { key: reader }));
    expect(masked).toContain('http_503');
    for (const words of ['rendered', '201', 'quoted']) expect(masked).not.toContain(words);
  });
});

describe('ListRuns', () => {
  it('finds runs by whatever REST finds them by', async () => {
    const none = randomUUID();
    for (const found of [
      { subject: 'call-run' },
      { event: 'call-run', status: 'RUN_STATUS_SUCCEEDED' },
      { event: 'call-run', from: seconds('2026-11-20T09:16:05Z'), to: seconds('2026-11-20T09:16:06Z') },
    ])
      expect(await client.call('listRuns', found)).toMatchObject({ runs: [{ id: run.id }] });
    for (const missing of [
      { workflow: none },
      { subject: 'call-run', status: 'RUN_STATUS_DEAD' },
      { event: 'call-run', to: seconds('2026-11-20T09:16:05Z') },
      { event: 'call-run', number: '+12025550142' },
    ])
      expect(await client.call('listRuns', missing)).toEqual({});
  });

  it('goes on where a page ended, be it over REST', async () => {
    await recorded('call-more');
    const first = await client.call<Listed>('listRuns', { limit: 1 });
    expect(first.runs).toHaveLength(1);
    expect(first.runs[0]).not.toHaveProperty('steps');
    const second = await client.call<Listed>('listRuns', { limit: 1, cursor: first.next });
    expect(second.runs[0]?.id).not.toBe(first.runs[0]?.id);
    const overRest = await world.call(`GET /v1/runs?limit=1&cursor=${encodeURIComponent(first.next)}`, { key: acme });
    expect(items(overRest).map(({ id }) => id)).toEqual(second.runs.map(({ id }) => id));
  });

  it.each<[object, string]>([
    [{ limit: -1 }, '/limit'],
    [{ status: 99 }, '/status'],
    [{ workflow: 'x' }, '/workflow'],
    [{ number: '555' }, '/number'],
    [{ from: { seconds: '99999999999999' } }, '/from'],
    [{ subject: '\0' }, '/subject'],
    [{ cursor: 'abc' }, 'invalid_cursor'],
  ])('refuses %j with its place', async (request, words) => {
    await expect(client.call('listRuns', request)).rejects.toMatchObject(refusal(status.INVALID_ARGUMENT, words));
  });
});

it('CancelRun tells every connector, and is noted once under one idempotency key', async () => {
  const { id } = await recorded('call-cancelled');
  const headers = { 'idempotency-key': 'cancel-once' };
  for (let times = 0; times < 2; times += 1)
    expect(await client.call('cancelRun', { id }, { headers })).toEqual({ id, cancelRequested: true });
  expect(items(await world.call('GET /v1/audit?action=run.cancelled', { key: acme }))).toMatchObject([
    { object: { kind: 'run', id } },
  ]);
  for (const type of ['http', 'sms', 'slack', 'stt']) {
    const [record] = await world.records(world.topics.control(type));
    expect(record && decodeMessage('control', record)).toMatchObject({ value: { kind: 'cancel', run: id } });
  }
});

it('ExplainEvent says what REST says, with values only for those who may see them', async () => {
  const conditions = { all: [{ field: 'event.properties.talking_time', operator: 'less_than', value: 1 }] };
  await world.call('POST /v1/workflows', { key: acme, body: aWorkflow('short-calls', { conditions }) });
  const data = { call_uuid: 'call-why', direction: 'incoming', talking_time: 31_337 };
  const event = { specversion: '1.0', id: 'call-why', source: '/pbx', type: 'call.ended', data };
  expect((await world.call('POST /v1/events', { key: acme, body: event })).status).toBe(202);
  const unplanned = await eventually('the event', () =>
    client.call('explainEvent', { event: 'call-why' }).catch(() => undefined),
  );
  expect(unplanned).toMatchObject({ event: { id: 'call-why', subject: 'call-why' }, planned: false });
  const record = (await world.records(world.topics.events)).find(
    ({ headers }) => headers.ce_id?.toString() === 'call-why',
  );
  await new RecordedRun(world, 'acme', 'call-why').start(record);
  const overRest = await eventually('the event is planned', async () => {
    const reply = await world.call('GET /v1/explain?event=call-why', { key: acme });
    return field(reply, 'planned') === 'true' ? reply : undefined;
  });
  const explained = await client.call<{ workflows: StructMessage[] }>('explainEvent', { event: 'call-why' });
  expect(explained).toMatchObject({ planned: true });
  expect(explained.workflows.map((one) => jsonOf(one))).toEqual((overRest.body as { workflows: object[] }).workflows);
  expect(JSON.stringify(explained)).toContain('31337');
  expect(JSON.stringify(await client.call('explainEvent', { event: 'call-why' }, { key: reader }))).not.toContain(
    '31337',
  );
  await expect(client.call('explainEvent', { event: 'nowhere' })).rejects.toMatchObject(refusal(status.NOT_FOUND));
  await expect(client.call('explainEvent', {})).rejects.toMatchObject(refusal(status.INVALID_ARGUMENT, '/event'));
});

describe('whoever calls', () => {
  const methods = Object.entries(GRPC_ACCESS).flatMap(([name, scope]) => {
    const [service, method = ''] = name.split('/');
    return service === 'RunService' && method !== 'WatchRun' ? [[method, scope] as const] : [];
  });

  it.each(methods)('needs a key and its scope for %s', async (method, scope) => {
    const none = await world.key({ tenant: 'acme', scopes: ['audit:read'] });
    await expect(client.call(method, {}, { key: '' })).rejects.toMatchObject(refusal(status.UNAUTHENTICATED));
    await expect(client.call(method, {}, { key: none })).rejects.toMatchObject(
      refusal(status.PERMISSION_DENIED, `"${scope}"`),
    );
  });

  it('finds nothing of another tenant', async () => {
    for (const [method, request] of [
      ['getRun', { id: run.id }],
      ['cancelRun', { id: run.id }],
      ['explainEvent', { event: 'call-why' }],
    ] as const)
      await expect(client.call(method, request, { key: stranger })).rejects.toMatchObject(refusal(status.NOT_FOUND));
    expect(await client.call('listRuns', {}, { key: stranger })).toEqual({});
    await expect(client.call('getRun', { id: 'no-id' })).rejects.toMatchObject(refusal(status.NOT_FOUND));
  });
});
