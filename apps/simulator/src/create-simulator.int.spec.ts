import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from './create-simulator.js';

const dataDir = mkdtempSync(join(tmpdir(), 'simulator-'));
let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1', dataDir });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('crm');
  simulator.clearRequests();
});

const create = (init: RequestInit = {}) =>
  fetch(`${simulator.url}/crm/contacts`, {
    method: 'POST',
    headers: { authorization: 'Bearer crm-token', 'content-type': 'application/json', 'idempotency-key': 'key-1' },
    body: '{"name":"Ann <b>"}',
    ...init,
  });
const put = (provider: string, body: unknown) =>
  fetch(`${simulator.url}/_sim/behaviours/${provider}`, { method: 'PUT', body: JSON.stringify(body) });
const list = async (query = '') =>
  (await (await fetch(`${simulator.url}/_sim/requests${query}`)).json()) as Record<string, unknown>[];

it('tells what it received, in order, and forgets when asked', async () => {
  await create();
  await fetch(`${simulator.url}/recordings/call.wav`);
  const all = await list();
  expect(all).toMatchObject([
    {
      provider: 'crm',
      method: 'POST',
      path: '/contacts',
      idempotencyKey: 'key-1',
      body: { name: 'Ann <b>' },
      credentials: { authorization: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      answer: { status: 201 },
    },
    { provider: 'recordings', method: 'GET', answer: { status: 200 } },
  ]);
  expect(all[0]?.headers).not.toHaveProperty('authorization');
  expect(await list('?provider=recordings')).toHaveLength(1);
  expect(await list(`?since=${String(all[0]?.seq)}`)).toHaveLength(1);
  expect(await list('?since=2020-01-01T00:00:00Z')).toHaveLength(2);
  await fetch(`${simulator.url}/_sim/requests`, { method: 'DELETE' });
  expect(await list()).toEqual([]);
});

it('says what is wrong with a question or a behaviour', async () => {
  expect((await fetch(`${simulator.url}/_sim/requests?since=yesterday`)).status).toBe(400);
  expect((await fetch(`${simulator.url}/_sim/requests?provider=telex`)).status).toBe(400);
  expect((await put('telex', {})).status).toBe(404);
  const answer = await put('crm', { status: 'bad', hangs: true });
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { errors: [{ pointer: '/status' }, { pointer: '/hangs' }] },
  ]);
  expect((await fetch(`${simulator.url}/telex/send`)).status).toBe(404);
});

it('refuses in the provider’s form, so often and no more', async () => {
  await put('crm', { status: 503, retryAfter: 2, times: 1 });
  const refused = await create();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await create()).status).toBe(201);
});

it('resets before the body is read, having done nothing, and has seen the request', async () => {
  simulator.behave('crm', { reset: 'before', times: 1 });
  await expect(create()).rejects.toThrow();
  expect(simulator.requests()).toMatchObject([{ idempotencyKey: 'key-1', body: null }]);
  expect(simulator.requests()[0]).not.toHaveProperty('effect');
});

it('resets after the work is done', async () => {
  simulator.behave('crm', { reset: 'after', times: 1 });
  await expect(create({ headers: { authorization: 'Bearer t', 'idempotency-key': 'key-after' } })).rejects.toThrow();
  expect(simulator.requests()).toMatchObject([{ effect: 'contact', idempotencyKey: 'key-after' }]);
  expect(simulator.requests()[0]).not.toHaveProperty('answer');
});

it('hangs until the caller gives up', async () => {
  simulator.behave('crm', { hang: true, times: 1 });
  await expect(create({ signal: AbortSignal.timeout(100) })).rejects.toThrow();
  expect(simulator.requests()).toMatchObject([{ behaviour: { hang: true } }]);
});

it('drips, cuts and hides behind a page of HTML', async () => {
  simulator.behave('crm', { drip: 1, times: 1 }, { cutJson: true, times: 1 }, { html: true, times: 1 });
  expect(await (await create()).json()).toMatchObject({ name: 'Ann <b>' });
  await expect((await create()).json()).rejects.toThrow();
  const page = await create();
  expect([page.headers.get('content-type'), await page.text()]).toEqual([
    expect.stringContaining('text/html'),
    expect.stringContaining('Bad Gateway'),
  ]);
});

it('answers when it cannot carry out what it was asked for, and reads a query to its end', async () => {
  const get = (path: string) =>
    fetch(`${simulator.url}/recordings/${path}`, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
  expect((await get('elsewhere.wav?to=a%0d%0ab')).status).toBe(500);
  expect((await get('elsewhere.wav?to=https://a/?b=1')).headers.get('location')).toBe('https://a/?b=1');
});

it('shows a page that escapes what it was sent', async () => {
  await create();
  const page = await (await fetch(simulator.url)).text();
  expect(page).toContain('Ann &lt;b&gt;');
  expect(page).not.toContain('crm-token');
});

it('appends each request before its answer to a file that outlives it', async () => {
  simulator.behave('crm', { reset: 'after', times: 1 });
  await expect(create()).rejects.toThrow();
  const lines = readFileSync(join(dataDir, 'requests.ndjson'), 'utf8').trim().split('\n');
  const last = lines.slice(-2).map((line) => JSON.parse(line) as object);
  expect(last).toMatchObject([{ kind: 'request', provider: 'crm', idempotencyKey: 'key-1' }, { kind: 'answer' }]);
});
