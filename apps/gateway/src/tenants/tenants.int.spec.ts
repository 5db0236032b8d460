import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { aWorkflow, field, items, World, type Reply } from '../gateway.spec-helper.js';
import { QUOTA_NAMES, QUOTAS } from './quotas.js';

let world: World;
let acme: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  acme = await world.tenant('acme');
});
afterAll(() => world.close());

const errors = ({ body }: Reply) => (body as { readonly errors?: readonly object[] }).errors;
const patch = (id: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  world.call(`PATCH /v1/tenants/${id}`, { body, headers });

describe('a tenant', () => {
  it('is shown with its quotas and what it uses of them, to the platform and to itself alike', async () => {
    await world.call('POST /v1/workflows', { key: acme, body: aWorkflow('tried') });
    await world.call('POST /v1/workflows', { key: acme, body: aWorkflow('draft', { enabled: false }) });
    const producer = await world.key({ tenant: 'acme', scopes: ['events:write'] });
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/pbx',
      type: 'call.ended',
      data: { call_uuid: '1', direction: 'incoming' },
    };
    expect((await world.call('POST /v1/events', { key: producer, body: event })).status).toBe(202);
    const workflows = { workflows: 2, everyEventWorkflows: 1, stepsPerWorkflow: 1 };
    const used = { ...workflows, connections: 0, secrets: 0, eventsLastMinute: 1 };
    const quotas = Object.fromEntries(QUOTA_NAMES.map((name) => [name, QUOTAS[name].default]));
    const own = await eventually('the event is recorded', async () => {
      const reply = await world.call('GET /v1/tenant', { key: acme });
      return (reply.body as { used: { eventsLastMinute: number } }).used.eventsLastMinute === 1 ? reply : undefined;
    });
    expect(own.body).toMatchObject({
      id: 'acme',
      title: 'acme',
      suspended: false,
      quotas,
      retention: { eventDays: 7, runDays: 30 },
      used,
    });
    expect((await world.call('GET /v1/tenants/acme')).body).toEqual(own.body);
    expect((await world.call('GET /v1/tenants/nobody')).status).toBe(404);
    expect((await world.call('GET /v1/tenants/*')).status).toBe(404);
  });

  it('is changed on the state that was read, or not at all', async () => {
    const etag = (await world.call('GET /v1/tenants/acme')).headers.get('etag') ?? '';
    const changed = await patch(
      'acme',
      { title: 'Acme', quotas: { workflows: 7, eventBurst: 3 } },
      { 'if-match': etag },
    );
    expect(changed).toMatchObject({ status: 200, body: { title: 'Acme', quotas: { workflows: 7, eventBurst: 3 } } });
    expect(await patch('acme', { title: 'Late' }, { 'if-match': etag })).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    });
    expect(await patch('acme', { quotas: { workflows: null } })).toMatchObject({
      body: { title: 'Acme', quotas: { workflows: QUOTAS.workflows.default, eventBurst: 3 } },
    });
    await patch('acme', { quotas: { eventBurst: null } });
  });

  it('keeps its records for the days that were set, shown to itself as well, or those of the installation', async () => {
    const retention = { eventDays: 2, runDays: 30 };
    expect(await patch('acme', { retention: { eventDays: 2 } })).toMatchObject({ status: 200, body: { retention } });
    expect((await world.call('GET /v1/tenant', { key: acme })).body).toMatchObject({ retention });
    expect(items(await world.call('GET /v1/tenants')).find(({ id }) => id === 'acme')).toMatchObject({ retention });
    expect(await patch('acme', { retention: { eventDays: null, runDays: 9 } })).toMatchObject({
      body: { retention: { eventDays: 7, runDays: 9 } },
    });
    const [changed] = items(await world.call('GET /v1/audit?limit=1', { key: acme }));
    expect(changed).toMatchObject({ action: 'tenant.changed', detail: { retention: { runDays: 9 } } });
    await patch('acme', { retention: { runDays: null } });
  });

  it.each<[object, string, string]>([
    [{ quotas: { workflows: -1 } }, '/quotas/workflows', 'too_small'],
    [{ quotas: { stepsPerWorkflow: 101 } }, '/quotas/stepsPerWorkflow', 'too_large'],
    [{ quotas: { eventsPerSecond: 1.5 } }, '/quotas/eventsPerSecond', 'wrong_type'],
    [{ quotas: { rockets: 1 } }, '/quotas/rockets', 'unknown_field'],
    [{ quotas: null }, '/quotas', 'wrong_type'],
    [{ quotas: { connections: 10_001 } }, '/quotas/connections', 'too_large'],
    [{ quotas: { secrets: -1 } }, '/quotas/secrets', 'too_small'],
    [{ retention: { runDays: 31 } }, '/retention/runDays', 'too_large'],
    [{ retention: { eventDays: 0 } }, '/retention/eventDays', 'too_small'],
    [{ retention: { eventDays: 1.5 } }, '/retention/eventDays', 'wrong_type'],
    [{ retention: { auditDays: 1 } }, '/retention/auditDays', 'unknown_field'],
    [{ retention: 3 }, '/retention', 'wrong_type'],
    [{ title: null }, '/title', 'wrong_type'],
    [{ suspended: true }, '/suspended', 'unknown_field'],
  ])('refuses %j', async (body, pointer, code) => {
    const reply = await patch('acme', body);
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document' } });
    expect(errors(reply)).toMatchObject([{ pointer, code }]);
  });

  it('changes how its calls are read, and neither its quotas nor its title', async () => {
    const change = (body: object) => world.call('PATCH /v1/tenant', { key: acme, body });
    expect(await change({ deriveCallEvents: false })).toMatchObject({ status: 200, body: { deriveCallEvents: false } });
    for (const body of [{ quotas: { workflows: 9 } }, { retention: { runDays: 9 } }, { title: 'Mine' }])
      expect(errors(await change(body))).toMatchObject([{ code: 'unknown_field' }]);
    const viewer = await world.key({ tenant: 'acme', role: 'editor' });
    expect(await world.call('PATCH /v1/tenant', { key: viewer, body: {} })).toMatchObject({ status: 403 });
    await change({ deriveCallEvents: true });
  });

  it('is suspended for a reason, which its keys are told, and resumed; the audit has both', async () => {
    const suspend = (body: object) => world.call('POST /v1/tenants/acme:suspend', { body });
    expect(errors(await suspend({}))).toMatchObject([{ pointer: '/reason', code: 'required' }]);
    expect(await suspend({ reason: 'Spam.' })).toMatchObject({
      status: 200,
      body: { suspended: true, suspension: { reason: 'Spam.' } },
    });
    expect(await world.call('GET /v1/tenant', { key: acme })).toMatchObject({
      status: 403,
      body: { code: 'tenant_suspended', detail: 'Spam.' },
    });
    expect(items(await world.call('GET /v1/tenants')).find(({ id }) => id === 'acme')).toMatchObject({
      suspended: true,
    });
    const resumed = await world.call('POST /v1/tenants/acme:resume', { body: { reason: 'Settled.' } });
    expect(resumed).toMatchObject({ status: 200, body: { suspended: false } });
    expect(resumed.body).not.toHaveProperty('suspension');
    const audit = items(await world.call('GET /v1/audit?limit=2', { key: acme }));
    expect(audit.map(({ action, detail }) => [action, detail])).toEqual([
      ['tenant.resumed', { reason: 'Settled.' }],
      ['tenant.suspended', { reason: 'Spam.' }],
    ]);
    expect((await world.call('POST /v1/tenants/nobody:suspend', { body: { reason: 'x' } })).status).toBe(404);
  });

  it('is never deleted', async () => {
    const reply = await world.call('DELETE /v1/tenants/acme');
    expect(reply).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(reply.headers.get('allow')).toBe('GET, PATCH');
  });
});

describe('quotas on workflows', () => {
  let key: string;
  beforeAll(async () => {
    key = await world.tenant('small');
    await patch('small', { quotas: { workflows: 4, everyEventWorkflows: 1, stepsPerWorkflow: 2 } });
  });
  const conditions = { field: 'event.properties.direction', operator: 'equals', value: 'incoming' };
  const lookedUp = (name: string, spec: object = {}) => aWorkflow(name, { conditions, ...spec });
  const send = (request: string, body?: unknown) => world.call(request, { key, ...(body !== undefined && { body }) });
  const step = (id: string) => ({ ...aWorkflow('x').spec.steps[0], id });
  const refusal = (pointer: string, message: string) => ({
    status: 422,
    body: {
      code: 'quota_exceeded',
      errors: [{ pointer, code: 'quota_exceeded', message: expect.stringContaining(message) as unknown }],
    },
  });

  it('refuse a workflow with more steps, be it new, changed or only validated', async () => {
    const long = (name: string) => lookedUp(name, { steps: ['a', 'b', 'c'].map(step) });
    const told = refusal('/spec/steps', 'at most 2 steps, this one has 3. (Quota "stepsPerWorkflow".)');
    expect(await send('POST /v1/workflows', long('long'))).toMatchObject(told);
    const id = field(await send('POST /v1/workflows', lookedUp('grows')), 'id');
    expect(await send(`PUT /v1/workflows/${id}`, long('grows'))).toMatchObject(told);
    expect(await send('POST /v1/workflows:validate', long('long'))).toMatchObject({
      status: 200,
      body: { valid: false, errors: told.body.errors },
    });
    const event = { specversion: '1.0', id: '1', source: '/pbx', type: 'call.ended', data: { direction: 'incoming' } };
    expect(await send('POST /v1/workflows:test', { document: long('long'), event })).toMatchObject({ status: 200 });
  });

  it('refuse one more that is evaluated on every event, and name a condition that would change that', async () => {
    const told = refusal('/spec/conditions', 'such as event.properties.direction equals "incoming"');
    const tried = field(await send('POST /v1/workflows', aWorkflow('tried')), 'id');
    expect(await send('POST /v1/workflows', aWorkflow('another'))).toMatchObject(told);
    const draft = await send('POST /v1/workflows', aWorkflow('another', { enabled: false }));
    expect(draft.status).toBe(201);
    expect(await send(`POST /v1/workflows/${field(draft, 'id')}:enable`)).toMatchObject(told);
    // What has its place keeps it.
    expect(await send(`PUT /v1/workflows/${tried}`, aWorkflow('tried', { description: 'Changed' }))).toMatchObject({
      status: 200,
    });
    expect(await send(`PUT /v1/workflows/${tried}`, lookedUp('tried'))).toMatchObject({ status: 200 });
    expect(await send(`POST /v1/workflows/${field(draft, 'id')}:enable`)).toMatchObject({ status: 200 });
    expect(await send(`POST /v1/workflows/${tried}:rollback`, { version: 1 })).toMatchObject(told);
  });

  it('hold however many saves come at once', async () => {
    const tries = Array.from({ length: 6 }, (_, n) => send('POST /v1/workflows', lookedUp(`racer-${n}`)));
    const replies = await Promise.all(tries);
    const refused = replies.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(5);
    for (const reply of refused) expect(reply).toMatchObject(refusal('', 'This tenant has 4 of at most 4 workflows.'));
    expect((await send('GET /v1/tenant')).body).toMatchObject({ used: { workflows: 4, everyEventWorkflows: 1 } });
  });

  it('that are lowered take nothing away', async () => {
    await patch('small', { quotas: { workflows: 1, everyEventWorkflows: 0, stepsPerWorkflow: 1 } });
    const [{ id } = {}] = items(await send('GET /v1/workflows?name=another'));
    const changed = aWorkflow('another', { description: 'Changed' });
    expect(await send(`PUT /v1/workflows/${String(id)}`, changed)).toMatchObject({ status: 200 });
    expect(await send('POST /v1/workflows', lookedUp('more'))).toMatchObject({ status: 422 });
  });
});
