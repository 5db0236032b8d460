import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { decodeMessage, encodeMessage, type EventBus } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { gone, holding } from '../bus.spec-helper.js';
import { aWorkflow, field, World } from '../gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => world.stop());
afterAll(() => world.close());

const secret = { name: 'crm_token', value: 'a-value', allowedHosts: ['crm.example.com'], connectors: ['http'] };
const connection = { name: 'team-slack', connector: 'slack', secrets: { token: 'xoxb-not-a-real-token' } };
/** Everything that can name a connector. */
const requests: readonly (readonly [request: string, body: object, answer: object])[] = [
  ['POST /v1/workflows', aWorkflow('early'), { status: 201 }],
  ['POST /v1/workflows:validate', aWorkflow('early'), { status: 200, body: { valid: true } }],
  ['POST /v1/workflows:test', { document: aWorkflow('early'), sample: { type: 'call.ended' } }, { status: 200 }],
  ['POST /v1/connections', connection, { status: 201 }],
  ['POST /v1/secrets', secret, { status: 201 }],
];
const send = ([request, body]: (typeof requests)[number]) => world.call(request, { body });
const later = { status: 503, body: { code: 'connectors_unread' } };

it('while the bus is away, a connector that the gateway does not know may be there all the same', async () => {
  await world.start({ bus: gone(world.bus, () => true), awaitManifests: false });
  for (const request of requests) {
    const reply = await send(request);
    expect(reply).toMatchObject(later);
    expect(reply.headers.get('retry-after')).toBe('2');
  }
  expect(await world.call('GET /v1/workflows')).toMatchObject({ status: 200, body: { items: [] } });
});

it('what connectors have announced, and the gateway has not read yet, is waited for', async () => {
  const { bus, release } = holding(world.bus, world.topics.connectors);
  await world.start({ bus, awaitManifests: false });
  await world.announce();
  expect(await send(requests[0]!)).toMatchObject(later);
  const replies = requests.map(send);
  release();
  expect(await Promise.all(replies)).toMatchObject(requests.map(([, , answer]) => answer));
});

it('a gateway that has not read them yet, or has no bus, is ready all the same: events are what decides', async () => {
  const body = { specversion: '1.0', id: 'early', source: '/pbx', type: 'contact.deleted', data: { id: '7' } };
  const { bus, release } = holding(world.bus, world.topics.connectors);
  await world.start({ bus, awaitManifests: false });
  expect(world.health.readiness()).toEqual({ ok: true, reasons: {} });
  expect(await world.call('POST /v1/events', { body })).toMatchObject({ status: 202 });
  release();
  await world.stop();
  await world.start({ bus: gone(world.bus, () => true), awaitManifests: false });
  expect(world.health.readiness().ok).toBe(true);
  expect(await world.call('POST /v1/events', { body })).toMatchObject({ status: 503 });
  await world.stop();
});

it('a gateway that never hears the end of a topic can be stopped', async () => {
  const bus: EventBus = {
    ...gone(world.bus, () => false),
    follow: ({ topic }) => world.bus.follow({ topic, onRecords: () => undefined }),
  };
  await world.start({ bus, awaitManifests: false });
  await world.stop();
});

it('a manifest that was replaced does not come back when a gateway starts', async () => {
  await world.start();
  const id = field(await world.call('POST /v1/workflows', { body: aWorkflow('compiled-once') }), 'id');
  await world.announce((manifest) => ({ ...manifest, timeoutMs: 12_345 }));
  const timeouts = async () =>
    (await world.records(world.topics.workflows))
      .filter(({ key }) => key?.toString() === `default|${id}`)
      .map((record) => {
        const decoded = decodeMessage('workflow', record);
        return decoded.ok ? decoded.value.actions.crm?.timeoutMs : undefined;
      });
  await eventually('the new record', async () => (await timeouts()).at(-1) === 12_345);
  await world.stop();
  const before = await timeouts();
  await world.start({ awaitManifests: false });
  // Told after everything before it: the gateway has read the topic.
  const [http] = (await world.records(world.topics.connectors)).filter(({ key }) => key?.toString() === 'http');
  const manifest = http && decodeMessage('connector', http);
  if (!manifest?.ok) throw new Error('http has announced itself');
  const fax = { ...manifest.value, type: 'fax' };
  await world.bus.publish([encodeMessage('connector', world.topics.connectors, 'fax', fax)]);
  await eventually('the next manifest', async () => (await world.call('GET /v1/connectors/fax')).status === 200);
  await eventually('a quiet outbox', async () => (await timeouts()).length >= before.length);
  expect(await timeouts()).toEqual(before);
});
