import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';
import { GRPC_ACCESS } from './grpc-access.js';
import { freePort, GrpcCaller } from './grpc.spec-helper.js';
import type { StructMessage } from './messages.js';
import { jsonOf, structMessage } from './struct.js';
import { timestampMessage } from './timestamp.js';

interface Workflow {
  readonly id: string;
  readonly etag: string;
  readonly document?: StructMessage;
}
interface Saved {
  readonly workflow: Workflow;
}

let world: World;
let acme: string;
let stranger: string;
let client: GrpcCaller;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme');
  stranger = await world.tenant('stranger');
  client = new GrpcCaller('WorkflowService', `127.0.0.1:${port}`, acme);
});
afterAll(async () => {
  client.close();
  await world.close();
});

const documentOf = (name: string, spec = {}) => structMessage(aWorkflow(name, spec));
const create = (name: string, spec = {}, more: object = {}) =>
  client.call<Saved>('createWorkflow', { document: documentOf(name, spec), ...more });
const refusal = (code: status, words = '') => ({ code, details: expect.stringContaining(words) as unknown });

describe('the life of a workflow', () => {
  it('goes from a draft over versions and a roll back to its end, and REST sees the same', async () => {
    const created = await create('life', { enabled: false }, { message: 'first' });
    const { id, etag } = created.workflow;
    expect(created).toMatchObject({
      workflow: { name: 'life', version: 1, events: ['call.ended'], message: 'first', author: expect.any(String) },
    });
    const overRest = await world.call(`GET /v1/workflows/${id}`, { key: acme });
    expect(overRest).toMatchObject({ body: { id, document: aWorkflow('life', { enabled: false }) } });
    expect(overRest.headers.get('etag')).toBe(etag);

    expect(await client.call('enableWorkflow', { id })).toMatchObject({ workflow: { enabled: true, version: 1 } });
    const document = documentOf('life', { description: 'second' });
    expect(await client.call('updateWorkflow', { id, document })).toMatchObject({
      workflow: { version: 2, description: 'second' },
    });
    expect(await client.call('rollbackWorkflow', { id, version: 1, message: 'better' })).toMatchObject({
      workflow: { version: 3, enabled: true, message: 'better' },
    });
    expect(await client.call('disableWorkflow', { id })).toMatchObject({ workflow: { id, version: 3 } });
    const first = await client.call<{ next: string }>('listWorkflowVersions', { id, limit: 2 });
    expect(first).toMatchObject({ versions: [{ version: 3, restoredFrom: 1 }, { version: 2 }] });
    expect(await client.call('listWorkflowVersions', { id, cursor: first.next })).toMatchObject({
      versions: [{ version: 1, message: 'first', createdAt: { seconds: expect.any(String) as unknown } }],
    });
    expect(await client.call('deleteWorkflow', { id })).toEqual({});
    await expect(client.call('getWorkflow', { id })).rejects.toMatchObject(refusal(status.NOT_FOUND, 'not_found'));
  });

  it('keeps every value of a document as it was', async () => {
    const values = [{ key: 'n', value: '9007199254740993', format: 'string' }];
    const steps = [
      { id: 'crm', action: 'http', params: { endpoint: 'https://crm.example.com', method: 'POST', values } },
    ];
    const spec = {
      conditions: { field: 'event.properties.talking_time', operator: 'greater_than', value: 0.1 },
      steps,
    };
    const { workflow } = await create('exact', spec);
    const got = await client.call<Saved>('getWorkflow', { id: workflow.id });
    expect(jsonOf(got.workflow.document ?? {})).toEqual(aWorkflow('exact', spec));
  });

  it('is saved only over the version that was read, when an etag says which', async () => {
    const { workflow } = await create('guarded');
    const { id, etag } = workflow;
    const save = (description: string) =>
      client.call<Saved>('updateWorkflow', { id, document: documentOf('guarded', { description }), etag });
    const saved = await save('mine');
    expect(saved.workflow.etag).not.toBe(etag);
    const stale = refusal(status.ABORTED, 'precondition_failed');
    await expect(save('theirs')).rejects.toMatchObject(stale);
    for (const method of ['enableWorkflow', 'disableWorkflow', 'deleteWorkflow'])
      await expect(client.call(method, { id, etag })).rejects.toMatchObject(stale);
    await expect(client.call('rollbackWorkflow', { id, etag, version: 1 })).rejects.toMatchObject(stale);
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'once-over-grpc' };
  it('gives the same answer for the same call, and says so', async () => {
    const request = { document: documentOf('once') };
    const [first, again] = [{}, {}];
    const created = await client.call('createWorkflow', request, { headers, seen: first });
    expect(await client.call('createWorkflow', request, { headers, seen: again })).toEqual(created);
    expect(first).not.toHaveProperty('idempotency-replayed');
    expect(again).toMatchObject({ 'idempotency-replayed': 'true' });
  });
  it('is refused for another call, and when it is none', async () => {
    const other = { document: documentOf('twice') };
    await expect(client.call('createWorkflow', other, { headers })).rejects.toMatchObject(
      refusal(status.INVALID_ARGUMENT, 'idempotency_key_reused'),
    );
    const odd = { 'idempotency-key': 'a b' };
    await expect(client.call('createWorkflow', other, { headers: odd })).rejects.toMatchObject(
      refusal(status.INVALID_ARGUMENT, 'invalid_header'),
    );
  });
});

describe('what is wrong', () => {
  const draft = (spec: object) => ({ document: documentOf('wrong', spec) });
  it.each<[string, string, () => object, string]>([
    ['no document', 'createWorkflow', () => ({}), 'invalid_document'],
    [
      'an unknown event',
      'createWorkflow',
      () => draft({ trigger: { events: ['call.endet'] } }),
      '/spec/trigger/events/0',
    ],
    ['an unknown member', 'createWorkflow', () => draft({ colour: 'red' }), '/spec/colour'],
    [
      'what JSON cannot say',
      'createWorkflow',
      () => ({ document: { fields: { spec: { structValue: { fields: { n: { numberValue: Number.NaN } } } } } } }),
      '/spec/n',
    ],
    ['a long message', 'createWorkflow', () => ({ document: documentOf('w'), message: 'x'.repeat(501) }), '/message'],
    ['a large page', 'listWorkflows', () => ({ limit: 201 }), '/limit'],
    ['a foreign cursor', 'listWorkflows', () => ({ cursor: 'abc' }), 'invalid_cursor'],
    [
      'two choices',
      'testWorkflow',
      () => ({ document: documentOf('w'), sample: { type: 'call.ended' }, event: {} }),
      '/event',
    ],
    [
      'a broken event',
      'testWorkflow',
      () => ({ document: documentOf('w'), event: { type: 'call.ended' } }),
      '/event/id',
    ],
    [
      'a broken draft',
      'testWorkflow',
      () => ({ document: documentOf('W'), sample: { type: 'call.ended' } }),
      '/document/metadata/name',
    ],
    ['an empty sample', 'testWorkflow', () => ({ document: documentOf('w'), sample: {} }), '/sample/type'],
    [
      'an impossible clock',
      'testWorkflow',
      () => ({ ...draft({}), sample: { type: 'call.ended' }, at: { seconds: '99999999999999' } }),
      '/at',
    ],
  ])('is refused with its place: %s', async (_, method, request, words) => {
    await expect(client.call(method, request())).rejects.toMatchObject(refusal(status.INVALID_ARGUMENT, words));
  });

  it('is a version that does not exist, and a name that is taken', async () => {
    const { workflow } = await create('short');
    await expect(client.call('rollbackWorkflow', { id: workflow.id, version: 7 })).rejects.toMatchObject(
      refusal(status.INVALID_ARGUMENT, '/version'),
    );
    await expect(client.call('rollbackWorkflow', { id: workflow.id })).rejects.toMatchObject(
      refusal(status.INVALID_ARGUMENT, '/version'),
    );
    await expect(create('short')).rejects.toMatchObject(refusal(status.ALREADY_EXISTS, 'name_taken'));
  });
});

describe('lists', () => {
  it('come in pages, by name and by whether they are in force; a cursor is good for REST, too', async () => {
    await create('off', { enabled: false });
    const first = await client.call<{ workflows: readonly Workflow[]; next: string }>('listWorkflows', { limit: 1 });
    expect(first.workflows).toHaveLength(1);
    expect(first.workflows[0]).not.toHaveProperty('document');
    const second = await client.call<{ workflows: readonly Workflow[] }>('listWorkflows', { cursor: first.next });
    const overRest = await world.call(`GET /v1/workflows?cursor=${first.next}`, { key: acme });
    expect(second.workflows.map(({ id }) => id)).toEqual(items(overRest).map(({ id }) => id));
    expect(await client.call('listWorkflows', { enabled: false, name: 'off' })).toMatchObject({
      workflows: [{ name: 'off' }],
    });
    expect(await client.call('listWorkflows', { enabled: true, name: 'off' })).toEqual({});
  });
});

describe('before it is saved', () => {
  it('a document is judged, alone or as a new version', async () => {
    expect(await client.call('validateWorkflow', { document: documentOf('draft') })).toMatchObject({ valid: true });
    const wrong = documentOf('draft', { trigger: { events: ['call.endet'] } });
    expect(await client.call('validateWorkflow', { document: wrong })).toMatchObject({
      errors: [{ pointer: '/spec/trigger/events/0', code: 'unknown_trigger' }],
    });
    const { workflow } = await create('judged');
    expect(await client.call('validateWorkflow', { id: workflow.id })).toMatchObject({ valid: true });
  });

  it('a document is tried, as over REST', async () => {
    const document = aWorkflow('tried', {
      conditions: { field: 'event.properties.direction', operator: 'equals', value: 'incoming' },
    });
    const data = { call_uuid: 'c', direction: 'incoming' };
    const at = '2026-11-20T09:16:04.120Z';
    const event = { id: 'e', source: '/pbx', type: 'call.ended', data: structMessage(data) };
    const tried = await client.call<{ conditions: StructMessage[]; commands: StructMessage[] }>('testWorkflow', {
      document: structMessage(document),
      event,
      at: timestampMessage(at),
    });
    const { data: _, ...attributes } = event;
    const body = { at, document, event: { specversion: '1.0', ...attributes, data } };
    const overRest = await world.call('POST /v1/workflows:test', { key: acme, body });
    expect(tried).toMatchObject({ outcome: 'fired', status: field(overRest, 'status') });
    const { conditions, commands } = overRest.body as { conditions: object[]; commands: object[] };
    expect(tried.conditions.map((one) => jsonOf(one))).toEqual(conditions);
    expect(tried.commands.map((one) => jsonOf(one))).toEqual(commands);
    expect(
      await client.call('testWorkflow', { document: documentOf('s'), sample: { type: 'contact.created' } }),
    ).toMatchObject({
      outcome: 'trigger',
    });
  });
});

describe('whoever calls', () => {
  it('needs a key and its scope for every method', async () => {
    const none = await world.key({ tenant: 'acme', scopes: ['audit:read'] });
    const methods = Object.entries(GRPC_ACCESS).flatMap(([name, scope]) => {
      const [service, method = ''] = name.split('/');
      return service === 'WorkflowService' ? [[method, scope] as const] : [];
    });
    expect(methods.length).toBeGreaterThan(10);
    for (const [method, scope] of methods) {
      await expect(client.call(method, {}, { key: '' })).rejects.toMatchObject(refusal(status.UNAUTHENTICATED));
      await expect(client.call(method, {}, { key: none })).rejects.toMatchObject(
        refusal(status.PERMISSION_DENIED, `"${scope}"`),
      );
    }
  });

  it('may not bring into force what it may only write', async () => {
    const writer = await world.key({ tenant: 'acme', scopes: ['workflows:write'] });
    const request = { document: documentOf('in-force') };
    await expect(client.call('createWorkflow', request, { key: writer })).rejects.toMatchObject(
      refusal(status.PERMISSION_DENIED, 'workflows:publish'),
    );
  });

  it('finds nothing of another tenant', async () => {
    const { workflow } = await create('theirs');
    const foreign = { key: stranger };
    const { id } = workflow;
    const document = documentOf('theirs');
    for (const [method, request] of [
      ['getWorkflow', { id }],
      ['updateWorkflow', { id, document }],
      ['deleteWorkflow', { id }],
      ['enableWorkflow', { id }],
      ['disableWorkflow', { id }],
      ['rollbackWorkflow', { id, version: 1 }],
      ['listWorkflowVersions', { id }],
      ['validateWorkflow', { id }],
      ['testWorkflow', { workflow: id, sample: { type: 'call.ended' } }],
    ] as const)
      await expect(client.call(method, request, foreign)).rejects.toMatchObject(refusal(status.NOT_FOUND));
    expect(await client.call('listWorkflows', {}, foreign)).toEqual({});
    await expect(client.call('getWorkflow', { id: 'not-an-id' })).rejects.toMatchObject(refusal(status.NOT_FOUND));
  });
});
