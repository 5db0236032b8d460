import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import plivo from 'plivo';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { FORBIDDEN_RECIPIENT, INVALID_RECIPIENT } from './messages.js';

const ID = 'MAXXXXXXXXXXXXXXXXXX';
let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('plivo');
  simulator.clearRequests();
});

/** Plivo's own client, which knows nothing of the simulator but its address. */
const client = (token = 'token') => new plivo.Client(ID, token, { url: `${simulator.url}/plivo/v1/Account/${ID}` });
const sms = { src: '12025550100', dst: '12025550142', text: 'Sorry we missed you & “yours”!' };
const send = (change: Partial<typeof sms> = {}, token?: string) => {
  const { src, dst, text } = { ...sms, ...change };
  return client(token).messages.create(src, dst, text);
};

it('accepts a message, and knows it afterwards', async () => {
  const sent = await send();
  expect(sent).toMatchObject({ message: 'message(s) queued', messageUuid: [expect.stringMatching(/^[0-9a-f-]{36}$/)] });
  expect(sent).not.toHaveProperty('invalid_number');
  const [uuid = ''] = sent.messageUuid;
  expect(await client().messages.get(uuid)).toMatchObject({ messageState: 'queued', units: 1, toNumber: sms.dst });
  expect(simulator.requests()[0]).toMatchObject({
    provider: 'plivo',
    method: 'POST',
    path: `/v1/Account/${ID}/Message/`,
    effect: 'message',
    body: sms,
  });
});

it('tells which of several numbers are none', async () => {
  const sent = await send({ dst: `${sms.dst}<${INVALID_RECIPIENT}` });
  expect(sent).toMatchObject({ messageUuid: [expect.any(String)], invalid_number: [INVALID_RECIPIENT] });
  expect(await send({ dst: '+12025550142' })).toMatchObject({ messageUuid: [], invalid_number: ['+12025550142'] });
});

it('sends over a Powerpack', async () => {
  const powerpack = '5ec4c8c9-cd74-42b5-9e41-0d7670d6bb46';
  expect(await client().messages.create(null, sms.dst, sms.text, {}, powerpack)).toMatchObject({
    messageUuid: [expect.any(String)],
  });
  expect(simulator.requests()[0]?.body).toMatchObject({ powerpack_uuid: powerpack, dst: sms.dst });
});

it.each([
  [{ src: '12025550199' }, 'src is not a number', 400],
  [{ src: '+12025550100' }, 'src is not a number', 400],
  [{ dst: FORBIDDEN_RECIPIENT }, 'country of the destination', 403],
] as const)('refuses %j: %s', async (change, text, status) => {
  await expect(send(change)).rejects.toThrow(text);
  expect(simulator.requests()[0]).toMatchObject({ answer: { status, body: { error: expect.any(String) } } });
  expect(simulator.requests()[0]).not.toHaveProperty('effect');
});

it('knows accounts by their token, and nothing without the slash at the end', async () => {
  await expect(send({}, 'wrong-token')).rejects.toThrow('authentication failed');
  expect(await client().accounts.get()).toMatchObject({ name: 'Hookswitch simulator' });
  const bare = await fetch(`${simulator.url}/plivo/v1/Account/${ID}/Message`, { method: 'POST' });
  expect(bare.status).toBe(404);
});

it('lists the numbers of the account, and what they can', async () => {
  // The resources are classes that the client's types say nothing of.
  const list = async (numberStartswith: string) =>
    JSON.parse(JSON.stringify(await client().numbers.list({ numberStartswith }))) as unknown[];
  expect(await list('')).toHaveLength(4);
  expect(await list('12025550100')).toMatchObject([{ number: '12025550100', smsEnabled: true }]);
  expect(await list('12025550111')).toMatchObject([{ number: '12025550111', smsEnabled: false }]);
  expect(await list('12025550199')).toEqual([]);
});

it('says on demand what it says on other days', async () => {
  simulator.behave('plivo', { retryAfter: 7, times: 1 }, { status: 500, times: 1 }, { reset: 'after', times: 1 });
  await expect(send()).rejects.toThrow('429');
  expect(simulator.requests()[0]).toMatchObject({ answer: { status: 429, headers: { 'retry-after': '7' } } });
  await expect(send()).rejects.toThrow('internal server error');
  await expect(send()).rejects.toBeDefined();
  expect(simulator.requests().map(({ effect }) => effect)).toEqual([undefined, undefined, 'message']);
});
