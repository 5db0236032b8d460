import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  status,
  type CallOptions,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { Metrics } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { meterCalls } from './meter-calls.js';

const bytes = (value: Buffer) => value;
const unary = (name: string) => ({
  path: `/test.Service/${name}`,
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const service: ServiceDefinition = { Answer: unary('Answer'), Refuse: unary('Refuse'), Hang: unary('Hang') };

const metrics = new Metrics();
let server: Server;
let client: Client;
/** How often a call has reached the method that never answers. */
let hanging = 0;

beforeAll(async () => {
  server = new Server({ interceptors: [meterCalls(metrics)] });
  server.addService(service, {
    Answer: (_call: unknown, done: (error: null, answer: Buffer) => void) => done(null, Buffer.from('yes')),
    Refuse: (_call: unknown, done: (error: object) => void) => done({ code: status.PERMISSION_DENIED, details: 'no' }),
    Hang: () => void (hanging += 1),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(() => {
  client.close();
  server.forceShutdown();
});

function call(name: string, options: CallOptions = {}) {
  const outcome = Promise.withResolvers<string>();
  const begun = client.makeUnaryRequest(`/test.Service/${name}`, bytes, bytes, Buffer.from('?'), options, (error) =>
    outcome.resolve(status[error?.code ?? status.OK]),
  );
  return { cancel: () => begun.cancel(), outcome: outcome.promise };
}
const measured = (name: string, code: string) =>
  eventually(`a measured ${code}`, async () =>
    (await metrics.render()).includes(
      `rpc_server_call_duration_seconds_count{rpc_method="test.Service/${name}",status="${code}"} 1\n`,
    ),
  );

it.each([
  ['Answer', 'OK'],
  ['Refuse', 'PERMISSION_DENIED'],
])('measures %s by its status', async (name, code) => {
  expect(await call(name).outcome).toBe(code);
  await measured(name, code);
});

it('measures a call that its caller gives up', async () => {
  const given = call('Hang');
  await eventually('the call', () => hanging === 1);
  given.cancel();
  expect(await given.outcome).toBe('CANCELLED');
  await measured('Hang', 'CANCELLED');
});

it('measures a call whose time is up', async () => {
  expect(await call('Hang', { deadline: Date.now() + 300 }).outcome).toBe('DEADLINE_EXCEEDED');
  await measured('Hang', 'DEADLINE_EXCEEDED');
});

it('keeps no name of a method that does not exist', async () => {
  expect(await call('Nowhere').outcome).toBe('UNIMPLEMENTED');
  expect(await metrics.render()).not.toContain('Nowhere');
});
