import { credentials, loadPackageDefinition, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { World } from '../gateway.spec-helper.js';
import { detailsOf } from './error-details.spec-helper.js';
import { freePort, GrpcCaller } from './grpc.spec-helper.js';
import { PROTO_DIR, PROTO_FILES } from './proto-files.js';

interface Outcome {
  readonly status: string;
  readonly problems: readonly object[];
}
interface EventStream {
  on(name: 'data', listener: (message: { readonly outcome: Outcome }) => void): void;
  on(name: 'end', listener: () => void): void;
  write(message: object): void;
  end(): void;
}
interface EventClient {
  publishStream(metadata: Metadata): EventStream;
  close(): void;
}

let world: World;
let address: string;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) }, awaitManifests: false });
  address = `127.0.0.1:${port}`;
});
afterAll(() => world.close());

const event = (id: string) => ({
  ...{ id, source: '/pbx', type: 'call.ended' },
  dataJson: Buffer.from(JSON.stringify({ call_uuid: id, direction: 'incoming' })),
});
const events = (count: number) => Array.from({ length: count }, (_, n) => event(`e-${n}`));

async function limited(id: string, eventBurst: number): Promise<string> {
  const key = await world.tenant(id, ['events:write']);
  await world.call(`PATCH /v1/tenants/${id}`, { body: { quotas: { eventsPerSecond: 1, eventBurst } } });
  return key;
}

it('tells a tenant that sends too much why, and in how many seconds it may', async () => {
  const client = new GrpcCaller('EventService', address, await limited('floods', 3));
  await client.call('publishBatch', { events: events(3) });
  const refused = await client.call('publishBatch', { events: events(3) }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringContaining('rate_limited: The tenant sends more events than its quotas allow') as unknown,
  });
  expect((refused as ServiceError).metadata.get('retry-after')).toEqual(['3']);
  expect(detailsOf(refused as ServiceError).details).toMatchObject({
    ErrorInfo: { reason: 'RATE_LIMITED', domain: 'hookswitch' },
    QuotaFailure: { violations: [{ subject: 'tenant', description: expect.stringContaining('"eventBurst" 3') }] },
    RetryInfo: { retryDelay: { seconds: '3' } },
  });
  const one = client.call('publish', { event: event('more') });
  await expect(one).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  client.close();
});

it('acknowledges of a stream what there is room for, and which events to send again', async () => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await limited('streams', 5)}`);
  const definition = loadSync([...PROTO_FILES], { includeDirs: [PROTO_DIR], enums: String, defaults: true });
  const { hookswitch } = loadPackageDefinition(definition) as unknown as {
    readonly hookswitch: { readonly v1: { readonly EventService: new (to: string, how: unknown) => EventClient } };
  };
  const client = new hookswitch.v1.EventService(address, credentials.createInsecure());
  const stream = client.publishStream(metadata);
  const outcomes: Outcome[] = [];
  stream.on('data', ({ outcome }) => void outcomes.push(outcome));
  for (const one of events(20)) stream.write({ event: one });
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  stream.on('end', () => resolve(undefined));
  await eventually('all answers', () => outcomes.length === 20);
  stream.end();
  await ended;
  client.close();
  expect(outcomes.slice(0, 5).map((outcome) => outcome.status)).toEqual(Array(5).fill('STATUS_ACCEPTED'));
  expect(outcomes.at(-1)).toMatchObject({ status: 'STATUS_UNAVAILABLE', problems: [{ code: 'rate_limited' }] });
});
