import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${simulator.url}/crm${path}`, {
    method,
    headers: { authorization: 'Bearer crm-token', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};

it('finds contacts by phone and creates new ones', async () => {
  expect(await call('GET', '/contacts?phone=%2B12025550142')).toMatchObject({
    body: { count: 1, contacts: [{ vip: true }] },
  });
  const { status, body } = await call('POST', '/contacts', { name: 'Ann', phone: '+12025550143' });
  expect(status).toBe(201);
  expect(await call('GET', `/contacts/${String(body.id)}`)).toMatchObject({
    status: 200,
    body: { name: 'Ann', vip: false },
  });
});

it('takes the contact index request with its flat values', async () => {
  const answer = await call('POST', '/api/contacts/index', { contactName: 'Jane Doe', waited: 21 });
  expect(answer).toMatchObject({ status: 201, body: { name: 'Jane Doe', waited: 21, vip: true } });
});

it('the same Idempotency-Key has one effect and one answer', async () => {
  simulator.clearRequests();
  const headers = { 'idempotency-key': 'command-1' };
  const [first, second] = [
    await call('POST', '/contacts', { name: 'Bob' }, headers),
    await call('POST', '/contacts', { name: 'Bob' }, headers),
  ];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(simulator.requests().map(({ effect, idempotencyKey }) => [effect, idempotencyKey])).toEqual([
    ['contact', 'command-1'],
    [undefined, 'command-1'],
  ]);
  expect(await call('POST', '/contacts', { name: 'Eve' }, headers)).toMatchObject({ status: 422 });
});

it('refuses strangers, broken JSON and other methods', async () => {
  expect(await call('GET', '/contacts', undefined, { authorization: 'Bearer wrong-1' })).toMatchObject({ status: 401 });
  expect(await call('PUT', '/contacts', {})).toMatchObject({ status: 405 });
  const broken = await fetch(`${simulator.url}/crm/contacts`, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: '{"name":',
  });
  expect(broken.status).toBe(400);
});
