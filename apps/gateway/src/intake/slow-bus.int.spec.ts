import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeEvent, MessagingError, type EventBus } from '@hookswitch/messaging';
import { gone } from '../bus.spec-helper.js';
import { World } from '../gateway.spec-helper.js';
import { freePort, GrpcCaller } from '../grpc/grpc.spec-helper.js';

const REQUESTS = 50;

/** A bus whose brokers take requests and do not answer, until they do; what was asked meanwhile is given up then. */
function slow(bus: EventBus) {
  const silence = { isOn: false, end: Promise.withResolvers<never>() };
  silence.end.promise.catch(() => undefined);
  const publish: EventBus['publish'] = (records) => (silence.isOn ? silence.end.promise : bus.publish(records));
  return {
    bus: { ...gone(bus, () => false), publish },
    fallSilent: () => void (silence.isOn = true),
    answer: () => {
      silence.isOn = false;
      silence.end.reject(new MessagingError('timeout', 'no answer'));
    },
  };
}

let world: World;
let brokers: ReturnType<typeof slow>;
let grpc: GrpcCaller;
beforeAll(async () => {
  world = await World.create();
  brokers = slow(world.bus);
  const port = await freePort();
  await world.start({ bus: brokers.bus, env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  grpc = new GrpcCaller('EventService', `127.0.0.1:${port}`, world.admin);
});
afterAll(async () => {
  grpc.close();
  await world.close();
});

const DATA = { call_uuid: 'c', direction: 'incoming' };
const event = (id: string) => ({ id, source: '/pbx', type: 'call.ended' });
const post = (id: string) =>
  world.call('POST /v1/events', {
    body: { specversion: '1.0', ...event(id), data: DATA },
    headers: { 'content-type': 'application/cloudevents+json' },
  });

it('says of every event that is not known to be stored that it is to be sent again', async () => {
  brokers.fallSilent();
  const ids = Array.from({ length: REQUESTS }, (_, n) => `e-${n}`);
  const overHttp = Promise.all(ids.map(post));
  const dataJson = Buffer.from(JSON.stringify(DATA));
  await expect(grpc.call('publish', { event: { ...event('g'), dataJson } })).rejects.toMatchObject({
    code: status.UNAVAILABLE,
  });
  for (const answer of await overHttp) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
  }
  expect(await world.call('GET /v1/workflows')).toMatchObject({ status: 200 });
  brokers.answer();
  for (const answer of await Promise.all(ids.map(post))) expect(answer.status).toBe(202);
  const stored = (await world.records(world.topics.events)).map((record) => decodeEvent(record, { tenant: 'header' }));
  expect(new Set(stored.flatMap((one) => (one.ok ? [one.value.id] : [])))).toEqual(new Set(ids));
});
