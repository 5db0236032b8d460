import { decodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { field, items, World } from '../gateway.spec-helper.js';
import { DeadRun, deadMessage, listed } from './dead-letters.spec-helper.js';

const SCOPES = ['runs:read', 'payloads:read', 'dead-letters:manage', 'audit:read'];
let world: World;
let acme: string;
let reader: string;
let stranger: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  acme = await world.tenant('acme', SCOPES);
  reader = await world.key({ tenant: 'acme', scopes: ['runs:read'] });
  stranger = await world.tenant('stranger', SCOPES);
});
afterAll(() => world.close());

const get = (path: string, key = acme) => world.call(`GET ${path}`, { key });
const post = (path: string, body: object = {}, headers: Readonly<Record<string, string>> = {}, key = acme) =>
  world.call(`POST ${path}`, { key, body, headers });
const controls = async () =>
  (await world.records(world.topics.control('http'))).map((record) => {
    const decoded = decodeMessage('control', record);
    return { ...(decoded.ok && decoded.value), key: record.key?.toString() };
  });
const audited = async (action: string) => items(await get(`/v1/audit?action=${action}`));
const dead = async (subject: string) => {
  const run = await new DeadRun(world, 'acme', subject).record();
  await listed(world, acme, 1, `?subject=${subject}`);
  return run;
};

it('shows of a command what was planned, each attempt and why it died; payloads only to those who may see them', async () => {
  const { command, run, workflow } = await dead('shown');
  const shown = await get(`/v1/dead-letters/${command}`);
  expect(shown.body).toMatchObject({
    ...{ kind: 'command', id: command, run, workflow, state: 'open', reason: 'exhausted', code: 'http_503' },
    event: { id: 'evt-shown' },
    command: { params: { note: 'rendered' }, attempts: [{ attempt: 1 }, { attempt: 2, status: 'dead' }] },
    reasons: [{ what: 'died', reason: 'exhausted', code: 'http_503', message: '"quoted" is busy.', attempt: 2 }],
  });
  const masked = JSON.stringify((await get(`/v1/dead-letters/${command}`, reader)).body);
  expect(masked).toContain('http_503');
  for (const words of ['rendered', 'quoted']) expect(masked).not.toContain(words);
  expect((await get(`/v1/dead-letters/${command}`, stranger)).status).toBe(404);
  expect(await listed(world, acme, 1, `?workflow=${workflow.id}&connector=http&run=${run}`)).toEqual([command]);
  expect(items(await get('/v1/dead-letters?connector=sms'))).toEqual([]);
});

it('shows of a message the bytes of key, value and headers, and to others only how many', async () => {
  const id = await deadMessage(world, acme, 'acme');
  const { body } = await get(`/v1/dead-letters/${id}`);
  expect(body).toMatchObject({
    ...{ kind: 'message', bytes: 12, key: Buffer.from('odd').toString('base64') },
    ...{ value: Buffer.from('{"of":"acme"').toString('base64'), headers: { raw: '//4=' } },
  });
  const masked = (await get(`/v1/dead-letters/${id}`, reader)).body;
  expect(masked).toMatchObject({ bytes: 12, reasons: [{ what: 'died', reason: 'not_json' }] });
  for (const name of ['key', 'value', 'headers', 'message']) expect(masked).not.toHaveProperty(name);
});

describe('a redrive', () => {
  it('asks the connector of a command to try it anew, as often as the person has seen, and is noted once', async () => {
    const { command, run } = await dead('again');
    const path = `/v1/dead-letters/${command}:redrive`;
    expect(await post(path, { redrives: 1 })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const headers = { 'idempotency-key': 'redrive-once' };
    for (let times = 0; times < 2; times += 1)
      expect(await post(path, { redrives: 0 }, headers)).toMatchObject({
        status: 202,
        body: { id: command, run, redrives: 0, redriveRequested: true },
      });
    const asked = { kind: 'redrive', tenant: 'acme', command, redrives: 0, key: `acme|${run}` };
    // Asked for each time, as it may have failed; the connector takes it up once.
    expect((await controls()).filter((one) => 'command' in one && one.command === command)).toMatchObject([
      asked,
      asked,
    ]);
    expect(await audited('dead_letter.redriven')).toMatchObject([{ object: { id: command }, detail: { redrives: 0 } }]);
    expect((await get(`/v1/dead-letters/${command}`)).body).toMatchObject({
      state: 'open',
      decision: { what: 'redriven' },
    });
  });

  it('is over when the command runs, and leaves a letter that nobody has looked at when it dies again', async () => {
    const one = await dead('twice');
    await post(`/v1/dead-letters/${one.command}:redrive`);
    await one.attempt({ status: 'waiting', outcome: 'retry', redrives: 1 });
    await listed(world, acme, 0, '?subject=twice');
    expect((await post(`/v1/dead-letters/${one.command}:redrive`)).status).toBe(404);
    await one.dies(1);
    await listed(world, acme, 1, '?subject=twice');
    const again = await get(`/v1/dead-letters/${one.command}`);
    expect(again.body).toMatchObject({
      redrives: 1,
      state: 'open',
      reasons: [{ what: 'died' }, { what: 'died' }, { what: 'redriven' }],
    });
    expect(again.body).not.toHaveProperty('decision');
  });

  it('publishes the bytes of a message where they lay, and the next letter of them tells of this one', async () => {
    const id = await deadMessage(world, acme, 'acme');
    expect(await post(`/v1/dead-letters/${id}:redrive`)).toMatchObject({ status: 202, body: { id, kind: 'message' } });
    const record = (await world.records(world.topics.events)).find(({ headers }) => String(headers.hs_redriven) === id);
    expect(record).toMatchObject({ partition: 2, key: Buffer.from('odd'), value: Buffer.from('{"of":"acme"') });
    expect(Object.keys(record?.headers ?? {}).sort()).toEqual(['ce_tenantid', 'hs_redriven', 'raw']);
    expect(record?.headers.raw).toEqual(Buffer.from([0xff, 0xfe]));
    expect((await get(`/v1/dead-letters/${id}`)).body).toMatchObject({ state: 'redriven' });
    const later = await deadMessage(world, acme, 'acme', record && { ...record });
    const reasons = [{ letter: id }, { what: 'redriven', letter: id }, { what: 'died', letter: later }];
    expect((await get(`/v1/dead-letters/${later}`)).body).toMatchObject({ redriveOf: id, reasons });
  });

  it('refuses what cannot be sent again, with the reason', async () => {
    const state = await deadMessage(world, acme, 'acme', { topic: world.topics.tenants });
    const large = { value: Buffer.alloc(2_000_000, '{'), headers: { ce_tenantid: Buffer.from('acme') } };
    const cut = await deadMessage(world, acme, 'acme', large);
    for (const [id, why] of [
      [state, 'topic'],
      [cut, 'beginning'],
    ] as const)
      expect(await post(`/v1/dead-letters/${id}:redrive`)).toMatchObject({
        ...{ status: 409, body: { code: 'not_redrivable', detail: expect.stringContaining(why) as unknown } },
      });
    expect((await get(`/v1/dead-letters/${cut}`)).body).toMatchObject({ truncatedFrom: 2_000_000, state: 'open' });
  });

  it('needs its scope, and finds nothing of another tenant', async () => {
    const { command } = await dead('guarded');
    for (const what of ['redrive', 'discard']) {
      const body = what === 'discard' ? { reason: 'x' } : {};
      expect((await post(`/v1/dead-letters/${command}:${what}`, body, {}, reader)).status).toBe(403);
      expect((await post(`/v1/dead-letters/${command}:${what}`, body, {}, stranger)).status).toBe(404);
    }
  });
});

it('a discarded letter is listed only when asked for, tells why, and is not redriven', async () => {
  const { command } = await dead('let-rest');
  const path = `/v1/dead-letters/${command}:discard`;
  expect(await post(path)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason', code: 'required' }] } });
  expect(await post(path, { reason: 'A test call.' })).toMatchObject({ status: 200, body: { state: 'discarded' } });
  await listed(world, acme, 0, '?subject=let-rest');
  expect(await listed(world, acme, 1, '?subject=let-rest&state=discarded')).toEqual([command]);
  expect(await listed(world, acme, 1, '?subject=let-rest&state=all')).toEqual([command]);
  const decision = { what: 'discarded', reason: 'A test call.' };
  expect((await get(`/v1/dead-letters/${command}`)).body).toMatchObject({ state: 'discarded', decision });
  expect(await audited('dead_letter.discarded')).toMatchObject([
    { object: { id: command }, detail: { reason: 'A test call.' } },
  ]);
  expect(await post(`/v1/dead-letters/${command}:redrive`)).toMatchObject({
    ...{ status: 409, body: { code: 'not_redrivable', detail: 'It was discarded: A test call.' } },
  });
});

describe('a redrive of many', () => {
  const state = (id: string) =>
    eventually('the end of the redrive', async () => {
      const { body } = await get(`/v1/redrives/${id}`);
      return (body as { state: string }).state === 'running' ? undefined : body;
    });

  it('sends each that matches once, at its rate, and says how far it has come', async () => {
    const runs: DeadRun[] = [];
    for (let n = 0; n < 6; n += 1) runs.push(await new DeadRun(world, 'acme', 'flood').record());
    await listed(world, acme, 6, '?subject=flood');
    const headers = { 'idempotency-key': 'flood-once' };
    const begun = await post('/v1/dead-letters:redrive', { subject: 'flood', perSecond: 4 }, headers);
    expect(begun).toMatchObject({
      status: 202,
      body: { filter: { subject: 'flood' }, perSecond: 4, state: 'running' },
    });
    const id = field(begun, 'id');
    expect(field(await post('/v1/dead-letters:redrive', { subject: 'flood', perSecond: 4 }, headers), 'id')).toBe(id);
    const ended = (await state(id)) as { startedAt: string; endedAt: string };
    expect(ended).toMatchObject({ state: 'done', redriven: 6, skipped: 0 });
    // The first at once, then a second for each four.
    expect(Date.parse(ended.endedAt) - Date.parse(ended.startedAt)).toBeGreaterThanOrEqual(1_250);
    const asked = (await controls()).flatMap((one) => ('command' in one ? [one.command] : []));
    expect(asked.filter((command) => runs.some((run) => run.command === command))).toHaveLength(6);
    expect(await audited('redrive.started')).toMatchObject([{ object: { id }, detail: { perSecond: 4 } }]);
    expect((await get(`/v1/redrives/${id}`, stranger)).status).toBe(404);
    expect(items(await get('/v1/redrives')).map((one) => one.id)).toContain(id);
  });

  it('goes on in another gateway when its own has gone', async () => {
    for (let n = 0; n < 4; n += 1) await new DeadRun(world, 'acme', 'restart').record();
    await listed(world, acme, 4, '?subject=restart');
    const id = field(await post('/v1/dead-letters:redrive', { subject: 'restart', perSecond: 2 }), 'id');
    await eventually('the first', async () => field(await get(`/v1/redrives/${id}`), 'redriven') === '1');
    await world.stop();
    await world.start();
    expect(await state(id)).toMatchObject({ state: 'done', redriven: 4 });
  });

  it('stops when told to', async () => {
    for (let n = 0; n < 3; n += 1) await new DeadRun(world, 'acme', 'halt').record();
    await listed(world, acme, 3, '?subject=halt');
    const id = field(await post('/v1/dead-letters:redrive', { subject: 'halt', perSecond: 0.01 }), 'id');
    await eventually('the first', async () => field(await get(`/v1/redrives/${id}`), 'redriven') === '1');
    expect((await post(`/v1/redrives/${id}:stop`, {}, {}, stranger)).status).toBe(404);
    expect(await post(`/v1/redrives/${id}:stop`)).toMatchObject({
      status: 200,
      body: { state: 'stopped', redriven: 1 },
    });
    expect(await audited('redrive.stopped')).toMatchObject([{ object: { id } }]);
  });

  it('leaves what cannot be sent again, and goes on', async () => {
    const cut = {
      value: Buffer.alloc(2_000_000, '{'),
      headers: { ce_tenantid: Buffer.from('acme'), ce_subject: Buffer.from('mixed') },
    };
    const stuck = await deadMessage(world, acme, 'acme', cut);
    await dead('mixed').catch(() => undefined);
    await listed(world, acme, 2, '?subject=mixed');
    const id = field(await post('/v1/dead-letters:redrive', { subject: 'mixed', perSecond: 100 }), 'id');
    expect(await state(id)).toMatchObject({ state: 'done', redriven: 1, skipped: 1 });
    expect((await get(`/v1/dead-letters/${stuck}`)).body).toMatchObject({ state: 'open' });
  });

  it.each([
    [{ perSecond: 0 }, '/perSecond', 'too_small'],
    [{ perSecond: 1_001 }, '/perSecond', 'too_large'],
    [{ perSecond: 'fast' }, '/perSecond', 'wrong_type'],
    [{ most: 0 }, '/most', 'too_small'],
    [{ workflow: 'x' }, '/workflow', 'invalid_format'],
    [{ state: 'discarded' }, '/state', 'unknown_field'],
  ])('refuses %j with its place', async (body, pointer, code) => {
    expect(await post('/v1/dead-letters:redrive', body)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer, code }] },
    });
  });
});
