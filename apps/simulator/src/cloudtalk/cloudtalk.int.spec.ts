import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { NO_FUNDS_RECIPIENT, REFUSED_RECIPIENTS } from './messages.js';

let simulator: Simulator;
let now = 1_700_000_000_000;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1', now: () => now });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('cloudtalk');
  simulator.clearRequests();
  now += 120_000;
});

const basic = (secret = 'secret', id = 'key') => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${simulator.url}/cloudtalk/api/${path}`, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', authorization: basic(), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as object) : text,
  };
};
const sms = { recipient: '+12025550142', message: 'Sorry we missed you!', sender: '+12025550100' };
const send = (more: object = {}, headers?: Record<string, string>) =>
  call('POST', 'sms/send.json', { ...sms, ...more }, headers);

it('accepts a message and gives no id', async () => {
  expect(await send()).toMatchObject({
    status: 200,
    body: { responseData: { success: true, data: { ...sms, country_code: null } } },
  });
  expect(simulator.requests()).toMatchObject([{ provider: 'cloudtalk', effect: 'message', body: sms }]);
});

it.each(Object.entries(REFUSED_RECIPIENTS))('to %s it says "%s" inside a 200', async (recipient, data) => {
  expect(await send({ recipient })).toMatchObject({ status: 200, body: { responseData: { success: false, data } } });
});

it('says what is wrong per field, and when the money is gone', async () => {
  expect(await send({ sender: '12' })).toMatchObject({
    status: 406,
    body: { responseData: { status: 406, data: { sender: ['Sender is not valid'] } } },
  });
  expect(await send({ recipient: NO_FUNDS_RECIPIENT })).toMatchObject({
    status: 403,
    body: { responseData: { message: 'Insufficient Funds' } },
  });
});

it('knows nothing without the Accept header, and nobody with a wrong key', async () => {
  expect(await send({}, { accept: '*/*' })).toMatchObject({ status: 404 });
  expect(await send({}, { authorization: basic('wrong-secret') })).toMatchObject({ status: 401 });
});

it('counts all calls of a company against one budget', async () => {
  for (let sent = 0; sent < 30; sent += 1) {
    await call('GET', 'numbers/index.json');
    await send();
  }
  const refused = await call('GET', 'calls/recording/184467.json');
  expect(refused).toMatchObject({ status: 429, body: { responseData: { status: 429 } } });
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(Number(refused.headers.get('X-CloudTalkAPI-ResetTime'))).toBe(now / 1000 + 60);
  expect(await send({}, { authorization: basic('secret', 'other-company') })).toMatchObject({ status: 200 });
});

it('keeps contacts with tags and notes', async () => {
  expect(await call('PUT', 'contacts/add.json', { name: '' })).toMatchObject({ status: 406 });
  const { body } = await call('PUT', 'contacts/add.json', {
    name: 'Ann',
    ContactNumber: [{ public_number: '+12025550143' }],
  });
  const { id } = (body as { responseData: { data: { id: string } } }).responseData.data;
  expect(await call('POST', `contacts/edit/${id}.json`, { title: 'CEO' })).toMatchObject({ status: 200 });
  expect(await call('POST', 'contacts/edit/1.json', { title: 'CEO' })).toMatchObject({ status: 404 });
  expect(await call('PUT', `contacts/addTags/${id}.json`, { tags: ['VIP'] })).toMatchObject({ status: 200 });
  expect(await call('PUT', `notes/add/${id}.json`, { note: 'Call later' })).toMatchObject({ status: 201 });
});

it('lists numbers and calls, and has recordings, gone ones too', async () => {
  expect(await call('GET', 'numbers/index.json')).toMatchObject({
    body: { responseData: { itemsCount: 3, pageNumber: 1 } },
  });
  expect(await call('GET', 'calls/index.json?call_id=7')).toMatchObject({
    body: { responseData: { data: [{ Cdr: { id: '7' }, Notes: expect.any(Array) }] } },
  });
  const recording = await call('GET', 'calls/recording/7.json');
  expect(recording.headers.get('content-type')).toBe('audio/x-wav');
  expect(recording.body).toMatch(/^RIFF/);
  expect(await call('GET', 'calls/recording/410.json')).toMatchObject({ status: 410 });
});

it('says on demand what it says on other days', async () => {
  simulator.behave('cloudtalk', { error: 'Limit exceeded', times: 1 }, { retryAfter: 7, times: 1 });
  expect(await send()).toMatchObject({
    status: 200,
    body: { responseData: { success: false, data: 'Limit exceeded' } },
  });
  const limited = await send();
  expect(limited).toMatchObject({ status: 429 });
  expect(Number(limited.headers.get('x-cloudtalkapi-resettime'))).toBe(now / 1000 + 7);
  expect(simulator.requests().some(({ effect }) => effect === 'message')).toBe(false);
});
