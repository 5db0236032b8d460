import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, loadPackageDefinition, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { eventually } from '@hookswitch/testing';
import { World } from '../gateway.spec-helper.js';
import { detailsOf } from './error-details.spec-helper.js';
import { SERVICES } from './proto-files.js';

const PROTO = join(import.meta.dirname, '../../proto');
type Callback = (error: ServiceError | null, answer: unknown) => void;
interface Stream {
  on(name: string, listener: (value: never) => void): Stream;
  write(message: object): void;
  end(): void;
}
interface EventClient {
  publish(request: object, metadata: Metadata, callback: Callback): void;
  publishBatch(request: object, metadata: Metadata, callback: Callback): void;
  publishStream(metadata: Metadata): Stream;
  close(): void;
}

let world: World;
let client: EventClient;
let metadata: Metadata;
let address: string;
let batchBytes: (request: object) => number;
interface Definition {
  readonly 'hookswitch.v1.EventService': { readonly PublishBatch: { requestSerialize(request: object): Buffer } };
}

beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  const definition = loadSync('hookswitch/v1/events.proto', { includeDirs: [PROTO], enums: String, longs: String });
  const loaded = loadPackageDefinition(definition) as unknown as {
    hookswitch: { v1: { EventService: new (address: string, how: unknown) => EventClient } };
  };
  address = `127.0.0.1:${port}`;
  const { PublishBatch } = (definition as unknown as Definition)['hookswitch.v1.EventService'];
  batchBytes = (request) => PublishBatch.requestSerialize(request).length;
  client = new loaded.hookswitch.v1.EventService(address, credentials.createInsecure());
  metadata = withKey(await world.tenant('acme', ['events:write']));
});
afterAll(async () => {
  client.close();
  await world.close();
});

interface Reflected {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
}

/** As grpcurl and other clients without proto files ask. */
function reflect(request: object): Promise<Reflected> {
  const folder = createRequire(import.meta.url)
    .resolve('@grpc/reflection')
    .replace(/build.*$/, 'build/proto');
  const definition = loadSync('grpc/reflection/v1/reflection.proto', { includeDirs: [folder] });
  const loaded = loadPackageDefinition(definition) as unknown as {
    grpc: { reflection: { v1: { ServerReflection: new (address: string, how: unknown) => ReflectionClient } } };
  };
  const reflection = new loaded.grpc.reflection.v1.ServerReflection(address, credentials.createInsecure());
  return new Promise<Reflected>((resolve, reject) => {
    const call = reflection.serverReflectionInfo();
    call.on('data', resolve);
    call.on('error', reject);
    call.write(request);
    call.end();
  }).finally(() => reflection.close());
}
interface ReflectionClient {
  serverReflectionInfo(): Stream;
  close(): void;
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
function withKey(key: string): Metadata {
  const headers = new Metadata();
  headers.set('authorization', `Bearer ${key}`);
  return headers;
}
const call = (send: (callback: Callback) => void) =>
  new Promise<unknown>((resolve, reject) => send((error, answer) => (error ? reject(error) : resolve(answer))));
const event = (id: string, more: object = {}) => ({
  ...{ id, source: '/pbx', type: 'call.ended' },
  dataJson: Buffer.from(JSON.stringify({ call_uuid: id, direction: 'incoming' })),
  ...more,
});
const publish = (request: object, headers = metadata) => call((done) => client.publish(request, headers, done));

describe('Publish', () => {
  it('answers OK once the event is durable', async () => {
    await publish({ event: event('one') });
    const [record] = (await world.records(world.topics.events)).filter(({ key }) => key?.toString() === 'acme|one');
    expect(record?.headers.ce_id?.toString()).toBe('one');
  });

  it.each<[string, () => object, number, string]>([
    ['nothing', () => ({}), status.INVALID_ARGUMENT, 'invalid_event'],
    ['no source', () => ({ event: event('x', { source: '' }) }), status.INVALID_ARGUMENT, '/source'],
    ['an unknown type', () => ({ event: event('x', { type: 'call.exploded' }) }), status.INVALID_ARGUMENT, '/type'],
    [
      'data that is no JSON',
      () => ({ event: event('x', { dataJson: Buffer.from('{') }) }),
      status.INVALID_ARGUMENT,
      '/data',
    ],
  ])('refuses %s and says where', async (_what, request, code, words) => {
    await expect(publish(request())).rejects.toMatchObject({ code, details: expect.stringContaining(words) });
  });

  it('needs a valid key with the scope', async () => {
    await expect(publish({ event: event('x') }, new Metadata())).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
    const reader = withKey(await world.tenant('readers', ['events:read']));
    await expect(publish({ event: event('x') }, reader)).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining('events:write'),
    });
  });
});

it('PublishBatch gives each event its outcome', async () => {
  const answer = await call((done) =>
    client.publishBatch({ events: [event('b1'), event('b2', { id: '' })] }, metadata, done),
  );
  expect(answer).toMatchObject({
    outcomes: [
      { id: 'b1', status: 'STATUS_ACCEPTED' },
      { id: '', status: 'STATUS_REJECTED', problems: [{ pointer: '/id' }] },
    ],
  });
});

describe('limits', () => {
  /** One message of exactly so many bytes: `data_json` takes up what the rest leaves, with a key and four bytes of length each. */
  const batchOf = (bytes: number) => {
    const size = (padding: number) => batchBytes({ events: [padded(padding)] });
    return { events: [padded(300_000 + bytes - size(300_000))] };
  };
  const padded = (length: number) => event('big', { dataJson: Buffer.alloc(length, ' ') });
  const send = (request: object, headers = metadata) => call((done) => client.publishBatch(request, headers, done));

  it('of a message: 1 MiB', async () => {
    const [at, past] = [batchOf(1_048_576), batchOf(1_048_577)];
    expect([batchBytes(at), batchBytes(past)]).toEqual([1_048_576, 1_048_577]);
    expect(await send(at)).toMatchObject({
      outcomes: [{ status: 'STATUS_REJECTED', problems: [{ pointer: '/data' }] }],
    });
    await expect(send(past)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  it('of a batch: 500 events, told to those alone who may publish', async () => {
    const many = { events: Array.from({ length: 501 }, (_, n) => event(`n-${n}`)) };
    await expect(send(many)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    await expect(send(many, new Metadata())).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it('of metadata: 8 KiB', async () => {
    const headers = (length: number) => {
      const long = metadata.clone();
      long.set('x-long', 'x'.repeat(length));
      return long;
    };
    await send({ events: [event('m')] }, headers(7_800));
    const refused = { code: status.RESOURCE_EXHAUSTED, details: 'headers_too_large: at most 8192 bytes of metadata' };
    const error = await send({ events: [event('m')] }, headers(8_193)).catch((error: unknown) => error as ServiceError);
    expect(error).toMatchObject(refused);
    expect(detailsOf(error as ServiceError).details).toMatchObject({ ErrorInfo: { reason: 'HEADERS_TOO_LARGE' } });
    await eventually('the measure', async () =>
      (await world.metrics.render()).includes(
        'rpc_method="hookswitch.v1.EventService/PublishBatch",status="RESOURCE_EXHAUSTED"',
      ),
    );
  });
});

describe('PublishStream', () => {
  const stream = (headers: Metadata, events: readonly object[]) =>
    new Promise<{ readonly outcomes: readonly { id: string; status: string }[] }>((resolve, reject) => {
      const outcomes: { id: string; status: string }[] = [];
      const call = client.publishStream(headers);
      call.on('data', ({ outcome }: { outcome: { id: string; status: string } }) => outcomes.push(outcome));
      call.on('end', () => resolve({ outcomes }));
      call.on('error', (error: Error) => reject(error));
      for (const one of events) call.write({ event: one });
      call.end();
    });

  it('acknowledges two thousand events in their order', async () => {
    const events = Array.from({ length: 2_000 }, (_, n) => event(`s-${n}`));
    const { outcomes } = await stream(metadata, events);
    expect(outcomes.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(outcomes.every((outcome) => outcome.status === 'STATUS_ACCEPTED')).toBe(true);
  });

  it('ends with UNAUTHENTICATED once the key is revoked', async () => {
    const key = await world.key({ scopes: ['events:write'] });
    const call = client.publishStream(withKey(key));
    const ended = new Promise((resolve) => call.on('error', (error: ServiceError) => resolve(error.code)));
    const acknowledged = new Promise((resolve) => call.on('data', resolve));
    call.write({ event: event('before-the-end') });
    await acknowledged;
    expect((await world.call(`DELETE /v1/api-keys/${key.split('_')[1] ?? ''}`)).status).toBe(200);
    call.write({ event: event('after-the-end') });
    expect(await ended).toBe(status.UNAUTHENTICATED);
  });

  it('ends with UNAUTHENTICATED without a key', async () => {
    const refused = await stream(new Metadata(), [event('x')]).catch((error: unknown) => error as ServiceError);
    expect(refused).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(detailsOf(refused as ServiceError).details).toMatchObject({ ErrorInfo: { reason: 'UNAUTHENTICATED' } });
  });
});

it('measures calls by method and status, refused ones too', async () => {
  await publish({ event: event('measured') });
  await expect(publish({})).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  await expect(publish({}, new Metadata())).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  const text = await world.metrics.render();
  for (const code of ['OK', 'INVALID_ARGUMENT', 'UNAUTHENTICATED'])
    expect(text).toContain(
      `rpc_server_call_duration_seconds_count{rpc_method="hookswitch.v1.EventService/Publish",status="${code}"} `,
    );
});

it('describes its services completely: every file imports the types that it names', async () => {
  const described = new Map<
    string,
    { readonly name: string; readonly dependency: readonly string[]; readonly text: string }
  >();
  const services = await reflect({ listServices: '' });
  expect(services.listServicesResponse?.service.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...SERVICES.map((service) => `hookswitch.v1.${service}`), 'grpc.health.v1.Health']),
  );
  const { fileDescriptorResponse } = await reflect({ fileContainingSymbol: 'hookswitch.v1.EventService' });
  for (const bytes of fileDescriptorResponse?.fileDescriptorProto ?? []) {
    const file = descriptor.FileDescriptorProto.decode(bytes) as unknown as { name: string; dependency: string[] };
    described.set(file.name, { ...file, text: JSON.stringify(file) });
  }
  const events = [...described.values()].find(({ text }) => text.includes('CloudEvent'));
  expect(events?.text).toContain('google.protobuf.Timestamp');
  expect(events?.dependency.map((name) => described.get(name)?.text)).toEqual([expect.stringContaining('Timestamp')]);
  const [types] = (events?.dependency ?? []).map((name) => described.get(name)?.text ?? '');
  // Go's clients insist on the compiler's name for the entry of the map `fields`.
  expect(types).toContain('FieldsEntry');
});

it('ends an open stream with UNAVAILABLE when the gateway stops, after acknowledging what had arrived', async () => {
  const call = client.publishStream(metadata);
  const outcomes: unknown[] = [];
  const ended = new Promise((resolve) => call.on('error', (error: ServiceError) => resolve(error.code)));
  const acknowledged = new Promise<void>((resolve) =>
    call.on('data', (message: unknown) => {
      outcomes.push(message);
      resolve();
    }),
  );
  call.write({ event: event('open') });
  await acknowledged;
  await world.stop();
  expect(await ended).toBe(status.UNAVAILABLE);
  expect(outcomes).toHaveLength(1);
});
