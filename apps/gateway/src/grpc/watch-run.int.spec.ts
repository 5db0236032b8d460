import { randomUUID } from 'node:crypto';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../gateway.spec-helper.js';
import { detailsOf } from './error-details.spec-helper.js';
import { freePort, GrpcCaller, type Stream } from './grpc.spec-helper.js';
import { RecordedRun, RETRY, SUCCESS } from './runs.spec-helper.js';

interface Seen {
  readonly status: string;
  readonly steps: readonly { readonly command: { readonly status: string; readonly params?: object } }[];
}

let world: World;
let acme: string;
let client: GrpcCaller;
const open: Stream[] = [];
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme', ['runs:read', 'payloads:read', 'keys:manage']);
  client = new GrpcCaller('RunService', `127.0.0.1:${port}`, acme);
});
afterAll(async () => {
  for (const stream of open) stream.cancel();
  client.close();
  await world.close();
});

const recorded = (event: string) => RecordedRun.begun(world, 'acme', event, client);

/** What a watcher was told, and how it ended: with OK, or another status. */
function watch(id: string, key = acme) {
  const seen: Seen[] = [];
  const stream = client.stream('watchRun', { id }, key);
  open.push(stream);
  const ended = new Promise<Pick<ServiceError, 'code' | 'details' | 'metadata'>>((resolve) => {
    stream.on('data', ({ run }: { run: Seen }) => seen.push(run));
    stream.on('error', (error: ServiceError) => resolve(error));
    stream.on('end', () => resolve({ code: status.OK, details: '', metadata: new Metadata() }));
  });
  const told = (count: number) => eventually(`${count} states`, () => Promise.resolve(seen.length >= count));
  return { ended, seen, stream, told };
}

describe('WatchRun', () => {
  it('tells every state once and ends with the run', async () => {
    const run = await recorded('call-watched');
    const { ended, seen, told } = watch(run.id);
    await told(1);
    await run.attempt(1, RETRY);
    await told(2);
    await run.attempt(2, SUCCESS);
    expect(await ended).toMatchObject({ code: status.OK });
    expect(seen.map((one) => [one.status, one.steps[0]?.command.status])).toEqual([
      ['RUN_STATUS_RUNNING', 'waiting'],
      ['RUN_STATUS_RUNNING', 'waiting'],
      ['RUN_STATUS_SUCCEEDED', 'succeeded'],
    ]);
    expect(seen[0]?.steps[0]?.command.params).toBeDefined();
    // One that has ended is told once.
    const late = watch(run.id);
    expect(await late.ended).toMatchObject({ code: status.OK });
    expect(late.seen).toEqual(seen.slice(2));
  });

  it('shows payloads only to those who may see them', async () => {
    const run = await recorded('call-masked');
    const reader = await world.key({ tenant: 'acme', scopes: ['runs:read'] });
    const { seen, told } = watch(run.id, reader);
    await told(1);
    expect(JSON.stringify(seen)).not.toContain('rendered');
  });

  it('is refused without a key, without the scope, and for what is not there', async () => {
    const { id } = await recorded('call-refused');
    const none = await world.key({ tenant: 'acme', scopes: ['audit:read'] });
    const stranger = await world.tenant('stranger', ['runs:read']);
    expect(await watch(id, '').ended).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(await watch(id, none).ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining('"runs:read"') as unknown,
    });
    for (const refused of [watch(id, stranger), watch(randomUUID()), watch('no-id')]) {
      const ended = await refused.ended;
      expect(ended).toMatchObject({ code: status.NOT_FOUND });
      expect(detailsOf(ended)).toMatchObject({
        message: ended.details,
        details: { ErrorInfo: { reason: 'NOT_FOUND' } },
      });
    }
  });

  it('ends with UNAUTHENTICATED at the next change once the key is revoked', async () => {
    const run = await recorded('call-revoked');
    const key = await world.key({ tenant: 'acme', scopes: ['runs:read'] });
    const { ended, seen, told } = watch(run.id, key);
    await told(1);
    expect((await world.call(`DELETE /v1/api-keys/${key.split('_')[1] ?? ''}`, { key: acme })).status).toBe(200);
    await run.attempt(1, RETRY);
    expect(await ended).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(seen).toHaveLength(1);
  });

  it('has a limit, and forgets who has gone', async () => {
    const { id } = await recorded('call-popular');
    const key = await world.tenant('popular', ['runs:read']);
    const run = new RecordedRun(world, 'popular', 'call-popular');
    await run.start();
    await eventually('the run', () => client.call('getRun', { id: run.id }, { key }).catch(() => undefined));
    const watches = Array.from({ length: 100 }, () => watch(run.id, key));
    await Promise.all(watches.map(({ told }) => told(1)));
    expect(await watch(run.id, key).ended).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringContaining('100 runs') as unknown,
    });
    const other = watch(id);
    await other.told(1);
    for (const { stream } of watches) stream.cancel();
    await eventually('a place', async () => {
      const again = watch(run.id, key);
      return Promise.race([again.told(1), again.ended.then(() => false)]);
    });
  });
});

it('ends an open watch with UNAVAILABLE when the gateway stops', async () => {
  const run = await recorded('call-stopped');
  const { ended, told } = watch(run.id);
  await told(1);
  await world.stop();
  expect(await ended).toMatchObject({
    code: status.UNAVAILABLE,
    details: expect.stringContaining('stopping') as unknown,
  });
});
