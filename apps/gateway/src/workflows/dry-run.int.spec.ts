import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, World } from '../gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

const missedOnly = aWorkflow('missed', {
  conditions: { field: 'event.properties.direction', operator: 'equals', value: 'incoming' },
  steps: [
    {
      id: 'crm',
      action: 'http',
      params: {
        endpoint: 'https://crm.example.com/calls',
        method: 'POST',
        headers: [{ key: 'Authorization', value: 'Bearer typed-in-token-4711' }],
        values: [{ key: 'from', value: '{{event.properties.external_number}}', format: 'string' }],
      },
    },
  ],
});
const event = (direction: string) => ({
  specversion: '1.0',
  id: 'e1',
  source: '/pbx',
  type: 'call.ended',
  subject: 'call-1',
  data: { call_uuid: 'call-1', direction, external_number: '+420601234567' },
});
const run = (body: object, key = world.admin) => world.call('POST /v1/workflows:test', { body, key });

describe('a dry run', () => {
  it('shows the commands as they would leave, secrets as references, and sends and stores nothing', async () => {
    const reply = await run({ document: missedOnly, event: event('incoming') });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        outcome: 'fired',
        conditions: [{ trace: { held: true, field: 'event.properties.direction', actual: 'incoming' } }],
        commands: [{ connector: 'http', params: { values: [{ key: 'from', value: '+420601234567' }] } }],
      },
    });
    expect(JSON.stringify(reply.body)).not.toContain('typed-in-token-4711');
    expect(JSON.stringify(reply.body)).toContain('inline-missed_crm');
    expect(await world.records(world.topics.commands('http'))).toEqual([]);
    expect((await world.call('GET /v1/secrets')).body).toEqual({ items: [] });
    expect((await world.call('GET /v1/workflows')).body).toEqual({ items: [] });
  });

  it('says which condition did not hold, and with what value', async () => {
    expect(await run({ document: missedOnly, event: event('outgoing') })).toMatchObject({
      body: {
        outcome: 'conditions',
        conditions: [{ trace: { held: false, actual: 'outgoing', why: expect.any(String) as unknown } }],
      },
    });
  });

  it('takes samples of the catalogue and saved workflows', async () => {
    const id = field(await world.call('POST /v1/workflows', { body: aWorkflow('saved') }), 'id');
    expect(await run({ workflow: id, sample: { type: 'call.ended' } })).toMatchObject({
      body: { outcome: 'fired', workflow: { id, version: 1 } },
    });
    expect(await run({ workflow: id, sample: { type: 'contact.created' } })).toMatchObject({
      body: { outcome: 'trigger' },
    });
  });

  it('needs only the scope to test', async () => {
    const tester = await world.key({ scopes: ['workflows:test'] });
    expect(await run({ document: aWorkflow('w'), event: event('incoming') }, tester)).toMatchObject({ status: 200 });
  });

  it.each([
    ['nothing', {}, '/event', 'required'],
    [
      'two events',
      { document: aWorkflow('w'), event: event('incoming'), sample: { type: 'call.ended' } },
      '/event',
      'required',
    ],
    ['no workflow', { event: event('incoming') }, '/document', 'required'],
    [
      'an unknown sample',
      { document: aWorkflow('w'), sample: { type: 'call.endet' } },
      '/sample/type',
      'unknown_event_type',
    ],
    [
      'a sample too many',
      { document: aWorkflow('w'), sample: { type: 'call.ended', index: 99 } },
      '/sample/index',
      'unknown_sample',
    ],
    [
      'an event that was never recorded',
      { document: aWorkflow('w'), recorded: { id: 'nope' } },
      '/recorded/id',
      'unknown_event',
    ],
    [
      'an unknown field in a choice',
      { document: aWorkflow('w'), sample: { type: 'call.ended', nr: 1 } },
      '/sample/nr',
      'unknown_field',
    ],
    [
      'a wrong document',
      { document: aWorkflow('W'), event: event('incoming') },
      '/document/metadata/name',
      'invalid_name',
    ],
  ])('of %s is refused', async (_, body, pointer, code) => {
    expect(await run(body)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
  });

  it('of a broken event names the place in it', async () => {
    const reply = await run({ document: aWorkflow('w'), event: { ...event('incoming'), id: 7 } });
    expect(reply.status).toBe(422);
    expect((reply.body as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe('/event/id');
  });
});

describe('event types', () => {
  const body = {
    name: 'order.paid',
    description: 'An order was paid',
    dataSchema: { type: 'object', properties: { total: { type: 'number', description: 'Total' } } },
    samples: [{ total: 12 }],
  };
  it('that a tenant adds are triggers with fields and samples', async () => {
    expect(await world.call('POST /v1/event-types', { body })).toMatchObject({
      status: 201,
      body: {
        name: 'order.paid',
        object: 'order',
        own: true,
        fields: [{ path: 'total', type: 'number', example: 12 }],
      },
    });
    const document = aWorkflow('paid', {
      trigger: { events: ['order.paid'] },
      conditions: { field: 'event.properties.total', operator: 'greater_than', value: 10 },
    });
    expect(await run({ document, sample: { type: 'order.paid' } })).toMatchObject({ body: { outcome: 'fired' } });
    expect(await world.call('POST /v1/workflows', { body: document })).toMatchObject({ status: 201 });
    expect(await world.call('GET /v1/event-types/order.paid')).toMatchObject({ body: { own: true } });
    expect(await world.call('GET /v1/event-types/sms.received')).toMatchObject({
      body: { name: 'message.received', own: false },
    });
    expect(await world.call('DELETE /v1/event-types/order.paid')).toMatchObject({
      status: 409,
      body: { code: 'in_use' },
    });
  });
  it('stay while a workflow in force listens for another of their names', async () => {
    const aliased = { ...body, name: 'order.shipped', aliases: ['order.sent_off'] };
    expect(await world.call('POST /v1/event-types', { body: aliased })).toMatchObject({ status: 201 });
    const document = aWorkflow('sent-off', { trigger: { events: ['order.sent_off'] } });
    expect(await world.call('POST /v1/workflows', { body: document })).toMatchObject({ status: 201 });
    expect(await world.call('DELETE /v1/event-types/order.shipped')).toMatchObject({ status: 409 });
  });
  it.each([
    ['the name of the catalogue', { name: 'call.ended' }, '/name', 'duplicate'],
    ['a name without an action', { name: 'order' }, '/name', 'invalid_format'],
    ['an alias that is taken', { aliases: ['sms.received'] }, '/aliases/0', 'duplicate'],
    ['a schema of a list', { dataSchema: { type: 'array' } }, '/dataSchema', 'invalid_choice'],
    [
      'a schema that is none',
      { dataSchema: { type: 'object', properties: { a: { type: 'nonsense' } } } },
      '/dataSchema',
      'invalid_schema',
    ],
    ['a sample that does not fit', { samples: [{ total: 'much' }] }, '/samples/0/total', 'type'],
  ])('with %s are refused', async (_, change, pointer, code) => {
    const reply = await world.call('POST /v1/event-types', { body: { ...body, name: 'order.sent', ...change } });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
  });
});
