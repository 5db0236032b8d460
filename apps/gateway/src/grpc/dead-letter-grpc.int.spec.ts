import { status } from '@grpc/grpc-js';
import { decodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DeadRun, deadMessage, listed } from '../dead-letters/dead-letters.spec-helper.js';
import { field, World } from '../gateway.spec-helper.js';
import { GRPC_ACCESS } from './grpc-access.js';
import { freePort, GrpcCaller } from './grpc.spec-helper.js';

const SCOPES = ['runs:read', 'payloads:read', 'dead-letters:manage', 'audit:read'];
let world: World;
let acme: string;
let reader: string;
let client: GrpcCaller;
let one: DeadRun;
let message: string;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme', SCOPES);
  reader = await world.key({ tenant: 'acme', scopes: ['runs:read'] });
  client = new GrpcCaller('DeadLetterService', `127.0.0.1:${port}`, acme);
  one = await new DeadRun(world, 'acme', 'call-1').record();
  message = await deadMessage(world, acme, 'acme');
  await listed(world, acme, 2);
});
afterAll(async () => {
  client.close();
  await world.close();
});

interface Listed {
  readonly deadLetters?: readonly { readonly id: string }[];
  readonly next?: string;
}
const list = async (request: object) =>
  (await client.call<Listed>('listDeadLetters', request)).deadLetters?.map(({ id }) => id) ?? [];
const refusal = (code: status, words = '') => ({ code, details: expect.stringContaining(words) as unknown });

it('lists dead letters by whatever REST finds them by, page by page', async () => {
  const { command, run, workflow } = one;
  for (const filter of [{ run }, { workflow: workflow.id, connector: 'http' }, { kind: 'DEAD_LETTER_KIND_COMMAND' }])
    expect(await list({ filter })).toEqual([command]);
  expect(await list({ filter: { reason: 'not_json' }, state: 'DEAD_LETTER_STATE_ALL' })).toEqual([message]);
  expect(await list({ state: 'DEAD_LETTER_STATE_DISCARDED' })).toEqual([]);
  const first = await client.call<Listed>('listDeadLetters', { limit: 1 });
  const rest = await list({ limit: 1, cursor: first.next });
  expect([first.deadLetters?.[0]?.id, ...rest].sort()).toEqual([command, message].sort());
});

it('shows a command with its attempts and why it died, and payloads only to those who may see them', async () => {
  const { command: id, run } = one;
  expect(await client.call('getDeadLetter', { id })).toMatchObject({
    deadLetter: {
      ...{
        id,
        kind: 'DEAD_LETTER_KIND_COMMAND',
        state: 'DEAD_LETTER_STATE_OPEN',
        reason: 'exhausted',
        subject: 'call-1',
      },
      reasons: [{ what: 'died', code: 'http_503', message: '"quoted" is busy.', attempt: 2 }],
      command: {
        ...{ run, step: 'crm', connector: 'http', code: 'http_503', workflow: { name: 'crm', version: 1 } },
        command: { params: { fields: { note: { stringValue: 'rendered' } } }, attempts: [{ seq: 1 }, { seq: 2 }] },
      },
    },
  });
  const masked = JSON.stringify(await client.call('getDeadLetter', { id }, { key: reader }));
  for (const words of ['rendered', 'quoted']) expect(masked).not.toContain(words);
});

it('shows a message with its bytes', async () => {
  const { deadLetter } = await client.call<{ deadLetter: { record: object } }>('getDeadLetter', { id: message });
  expect(deadLetter.record).toMatchObject({
    ...{ stage: 'decode', service: 'rules', topic: world.topics.events, partition: 2, offset: '99', bytes: 12 },
    ...{ key: Buffer.from('odd'), value: Buffer.from('{"of":"acme"'), headers: { raw: Buffer.from([0xff, 0xfe]) } },
  });
  const masked = await client.call<typeof deadLetter>('getDeadLetter', { id: message }, { key: reader });
  expect(JSON.stringify(masked)).not.toContain('headers');
});

it('redrives one once under one idempotency key, and refuses what has changed', async () => {
  const { command: id, run } = one;
  await expect(client.call('redriveDeadLetter', { id, redrives: 3 })).rejects.toMatchObject(
    refusal(status.ABORTED, 'conflict'),
  );
  const seen: Record<string, unknown> = {};
  for (let times = 0; times < 2; times += 1)
    expect(
      await client.call('redriveDeadLetter', { id, redrives: 0 }, { headers: { 'idempotency-key': 'k' }, seen }),
    ).toEqual({ id, redriveRequested: true });
  expect(seen).toMatchObject({ 'idempotency-replayed': 'true' });
  const record = await world.last(world.topics.control('http'), `acme|${run}`);
  expect(record && decodeMessage('control', record)).toMatchObject({
    value: { kind: 'redrive', command: id, redrives: 0 },
  });
});

it('discards one with a reason, after which it cannot be redriven', async () => {
  await expect(client.call('discardDeadLetter', { id: message })).rejects.toMatchObject(
    refusal(status.INVALID_ARGUMENT, '/reason'),
  );
  expect(await client.call('discardDeadLetter', { id: message, reason: 'A test.' })).toEqual({ id: message });
  expect(await list({ state: 'DEAD_LETTER_STATE_DISCARDED' })).toEqual([message]);
  await expect(client.call('redriveDeadLetter', { id: message })).rejects.toMatchObject(
    refusal(status.FAILED_PRECONDITION, 'not_redrivable'),
  );
});

it('redrives many at a rate, says how far that has come, and stops it', async () => {
  for (let n = 0; n < 2; n += 1) await new DeadRun(world, 'acme', 'flood').record();
  await listed(world, acme, 2, '?subject=flood');
  const asked = { filter: { subject: 'flood', kind: 'DEAD_LETTER_KIND_COMMAND' }, perSecond: 0.01, most: 5 };
  const { redrive } = await client.call<{ redrive: { id: string } }>('redriveDeadLetters', asked);
  expect(redrive).toMatchObject({ ...asked, state: 'running' });
  await eventually(
    'the first',
    async () => field(await world.call(`GET /v1/redrives/${redrive.id}`, { key: acme }), 'redriven') === '1',
  );
  expect(await client.call('getRedrive', { id: redrive.id })).toMatchObject({ redrive: { redriven: 1 } });
  expect(await client.call('stopRedrive', { id: redrive.id })).toMatchObject({ redrive: { state: 'stopped' } });
  expect(await client.call('listRedrives', {})).toMatchObject({ redrives: [{ id: redrive.id, state: 'stopped' }] });
  for (const wrong of [{ perSecond: -1 }, { filter: { kind: 9 } }, { filter: { workflow: 'x' } }])
    await expect(client.call('redriveDeadLetters', wrong)).rejects.toMatchObject(refusal(status.INVALID_ARGUMENT, '/'));
});

const methods = Object.entries(GRPC_ACCESS).flatMap(([name, scope]) => {
  const [service, method = ''] = name.split('/');
  return service === 'DeadLetterService' ? [[method, scope] as const] : [];
});
it.each(methods)('whoever calls needs a key and its scope for %s', async (method, scope) => {
  const none = await world.key({ tenant: 'acme', scopes: ['audit:read'] });
  await expect(client.call(method, {}, { key: '' })).rejects.toMatchObject(refusal(status.UNAUTHENTICATED));
  await expect(client.call(method, {}, { key: none })).rejects.toMatchObject(
    refusal(status.PERMISSION_DENIED, `"${scope}"`),
  );
});
