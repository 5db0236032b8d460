import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { BLOCKED_RECIPIENT, NO_CREDIT_RECIPIENT } from './custom.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('custom');
  simulator.clearRequests();
});

const sms = { to: '12025550142', from: '+12025550100', text: 'Hi', ref: 'r-1' };
const call = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${simulator.url}/custom${path}`, {
    ...init,
    headers: { 'x-api-key': 'key', ...(init.headers as Record<string, string>) },
  });
  return { status: answer.status, body: await answer.json() };
};
const json = (change: object = {}, headers: Record<string, string> = {}) =>
  call('/send', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...sms, ...change }),
  });

it('takes JSON, forms and queries alike', async () => {
  const accepted = { status: 200, body: { messages: [{ id: expect.any(String), status: '0', ref: 'r-1' }] } };
  expect(await json()).toEqual(accepted);
  expect(await call('/send', { method: 'POST', body: new URLSearchParams(sms) })).toEqual(accepted);
  expect(await call(`/send?${new URLSearchParams(sms).toString()}`)).toEqual(accepted);
  expect(simulator.requests().map(({ effect }) => effect)).toEqual(['message', 'message', 'message']);
});

it('wants a key, in a header or by Basic authentication', async () => {
  expect(await call('/balance')).toEqual({ status: 200, body: { balance: 12.5 } });
  expect(await call('/balance', { headers: { 'x-api-key': 'wrong' } })).toMatchObject({ status: 401 });
  const basic = await fetch(`${simulator.url}/custom/balance`, { headers: { authorization: `Basic ${btoa('a:b')}` } });
  expect(basic.status).toBe(200);
});

it.each([
  [{ to: BLOCKED_RECIPIENT }, 200, 'blocked'],
  [{ to: NO_CREDIT_RECIPIENT }, 402, 'no_credit'],
  [{ to: 'me' }, 422, 'invalid_to'],
  [{ from: '' }, 422, 'invalid_from'],
  [{ text: '' }, 422, 'invalid_text'],
])('refuses %j with %d %s', async (change, status, code) => {
  expect(await json(change)).toMatchObject({ status, body: { error: { code } } });
  expect(simulator.requests()[0]).not.toHaveProperty('effect');
});

it('says on demand what it says on other days', async () => {
  simulator.behave('custom', { retryAfter: 7, times: 1 }, { status: 503, error: 'maintenance', times: 1 });
  expect(await json()).toMatchObject({ status: 429, body: { error: { code: 'throttled' } } });
  expect(simulator.requests()[0]?.answer?.headers).toMatchObject({ 'retry-after': '7' });
  expect(await json()).toMatchObject({ status: 503, body: { error: { code: 'maintenance' } } });
});
