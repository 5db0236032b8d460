import { status } from '@grpc/grpc-js';
import { decodeEvent, type BusRecord } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';
import { freePort, GrpcCaller } from '../grpc/grpc.spec-helper.js';

const SCOPES = ['events:write', 'events:read', 'events:replay', 'workflows:write', 'workflows:publish', 'audit:read'];
const ID = /^call-1~[0-9A-HJKMNP-TV-Z]{26}$/;
let world: World;
let acme: string;
let stranger: string;
let workflow: string;
let client: GrpcCaller;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme', SCOPES);
  stranger = await world.tenant('stranger', SCOPES);
  client = new GrpcCaller('EventService', `127.0.0.1:${port}`, acme);
  workflow = field(await world.call('POST /v1/workflows', { key: acme, body: aWorkflow('crm') }), 'id');
  for (const id of ['call-1', 'odd:id/1']) await taken(id);
});
afterAll(async () => {
  client.close();
  await world.close();
});

async function taken(id: string): Promise<void> {
  const data = { call_uuid: 'c', direction: 'incoming', note: `of ${id}` };
  const event = {
    specversion: '1.0',
    id,
    source: '/pbx',
    type: 'call.ended',
    subject: 's',
    time: '2026-11-20T09:16:04Z',
    data,
  };
  expect((await world.call('POST /v1/events', { key: acme, body: event })).status).toBe(202);
  await eventually(
    'the event',
    async () => (await world.call(`GET /v1/events/${encodeURIComponent(id)}`, { key: acme })).status === 200,
  );
}
const replay = (id: string, body: object = {}, headers: Readonly<Record<string, string>> = {}, key = acme) =>
  world.call(`POST /v1/events/${encodeURIComponent(id)}:replay`, { key, body, headers });
const recordOf = async (id: string): Promise<readonly BusRecord[]> =>
  (await world.records(world.topics.events)).filter(({ headers }) => headers.ce_id?.toString() === id);

it('publishes the event once more under a new id, in the order of its call', async () => {
  const reply = await replay('call-1');
  expect(reply).toMatchObject({ status: 202, body: { source: '/pbx', replayof: 'call-1' } });
  const id = field(reply, 'id');
  expect(id).toMatch(ID);
  const [record] = await recordOf(id);
  const [original] = await recordOf('call-1');
  expect([record?.partition, String(record?.key)]).toEqual([original?.partition, 'acme|s']);
  const decoded = record && decodeEvent(record, { tenant: 'header' });
  const event = { id, replayof: 'call-1', type: 'call.ended', subject: 's', data: { note: 'of call-1' } };
  expect(decoded).toMatchObject({ ok: true, value: event });
  expect(decoded?.ok && decoded.value).not.toHaveProperty('replayworkflows');
  expect(items(await world.call('GET /v1/audit?action=event.replayed', { key: acme }))).toMatchObject([
    { object: { kind: 'event', id: 'call-1' }, detail: { id } },
  ]);
});

it('has one id under one idempotency key, and so no second effect', async () => {
  const headers = { 'idempotency-key': 'once' };
  const [first, second] = [await replay('call-1', {}, headers), await replay('call-1', {}, headers)];
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(field(second, 'id')).toBe(field(first, 'id'));
  expect(field(await replay('call-1'), 'id')).not.toBe(field(first, 'id'));
});

it('can be for some workflows alone, which the history keeps', async () => {
  const id = field(await replay('call-1', { source: '/pbx', workflows: [workflow] }), 'id');
  const [record] = await recordOf(id);
  expect(record?.headers.ce_replayworkflows?.toString()).toBe(workflow);
  const shown = await eventually('the replay', async () => {
    const reply = await world.call(`GET /v1/events/${encodeURIComponent(id)}`, { key: acme });
    return reply.status === 200 && reply;
  });
  expect(shown.body).toMatchObject({ replayof: 'call-1', replayworkflows: workflow });
  // And once more for all.
  const [again] = await recordOf(field(await replay(id), 'id'));
  expect(again?.headers).not.toHaveProperty('ce_replayworkflows');
  expect(again?.headers.ce_replayof?.toString()).toBe(id);
});

it('finds events with colons and slashes in their ids', async () => {
  expect(await replay('odd:id/1')).toMatchObject({ status: 202, body: { replayof: 'odd:id/1' } });
});

it.each([
  [{ workflows: [] }, '/workflows', 'too_few'],
  [{ workflows: ['x'] }, '/workflows', 'invalid_format'],
  [{ workflows: ['00000000-0000-4000-8000-000000000001'] }, '/workflows/0', 'unknown_workflow'],
  [{ color: 'red' }, '/color', 'unknown_field'],
])('refuses %j with its place', async (body, pointer, code) => {
  expect(await replay('call-1', body)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
});

it('needs its scope, and finds nothing of another tenant', async () => {
  const reader = await world.key({ tenant: 'acme', scopes: ['events:read'] });
  expect((await replay('call-1', {}, {}, reader)).status).toBe(403);
  expect((await replay('call-1', {}, {}, stranger)).status).toBe(404);
  expect((await replay('nowhere')).status).toBe(404);
});

it('does the same over gRPC', async () => {
  const answer = await client.call<{ id: string }>('replayEvent', { id: 'call-1', workflows: [workflow] });
  expect(answer).toMatchObject({ id: expect.stringMatching(ID) as unknown, source: '/pbx', replayof: 'call-1' });
  expect((await recordOf(answer.id))[0]?.headers.ce_replayworkflows?.toString()).toBe(workflow);
  await expect(client.call('replayEvent', { id: 'call-1', workflows: ['x'] })).rejects.toMatchObject({
    ...{ code: status.INVALID_ARGUMENT, details: expect.stringContaining('/workflows') as unknown },
  });
  await expect(client.call('replayEvent', { id: 'nowhere' })).rejects.toMatchObject({ code: status.NOT_FOUND });
});
