import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Vonage } from '@vonage/server-sdk';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { VOICE_NUMBER } from './account.js';
import { TEXTS } from './answers.js';
import { HALF_REFUSED, REFUSED_PREFIX } from './messages.js';

let simulator: Simulator;
let now = 1_700_000_000_000;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1', now: () => now });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('vonage');
  simulator.clearRequests();
  now += 60_000;
});

/** Vonage's own client, which knows nothing of the simulator but its address. */
const client = (apiSecret = 'secret') =>
  new Vonage({ apiKey: 'key', apiSecret }, { restHost: `${simulator.url}/vonage` });
const sms = { to: '12025550142', from: '12025550100', text: 'Sorry we missed you!' };
const UUID = /^[0-9a-f-]{36}$/;

describe("driven by Vonage's own client", () => {
  it('accepts a message', async () => {
    const sent = await client().sms.send({ ...sms, clientRef: 'ref-1' });
    expect(sent.messageCount).toBe('1');
    expect(sent.messages).toMatchObject([
      { to: sms.to, status: '0', messageId: expect.stringMatching(UUID), remainingBalance: '3.14159265' },
    ]);
    expect(simulator.requests()).toMatchObject([{ provider: 'vonage', effect: 'message', body: sms }]);
  });

  it.each([
    ['text', 'a'.repeat(161), 2],
    ['unicode', 'a'.repeat(71), 2],
    ['unicode', 'č'.repeat(135), 3],
    ['text', 'č'.repeat(160), 1],
  ] as const)('sends a part each, in the alphabet of type %s', async (type, text, count) => {
    const inType: object = { type };
    const { messages } = await client().sms.send({ ...sms, text, ...inType });
    expect(messages).toHaveLength(count);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(count);
  });

  it.each(Object.keys(TEXTS))('refuses with status %s inside a 200 whom that number asks for', async (status) => {
    const to = `${REFUSED_PREFIX}${status.padStart(2, '0')}`;
    await expect(client().sms.send({ ...sms, to })).rejects.toMatchObject({
      response: { messages: [{ status, errorText: TEXTS[status] }] },
    });
    expect(simulator.requests()[0]).toMatchObject({ answer: { status: 200 } });
    expect(simulator.requests()[0]).not.toHaveProperty('effect');
  });

  it('refuses some parts of a message', async () => {
    const sending = client().sms.send({ ...sms, to: HALF_REFUSED, text: 'a'.repeat(400) });
    await expect(sending).rejects.toMatchObject({
      message: 'Some SMS messages failed to send',
      response: { messages: [{ status: '0' }, { status: '9' }, { status: '9' }] },
    });
  });

  it.each([
    [{ from: '' }, '2'],
    [{ text: '' }, '2'],
    [{ to: '+12025550142' }, '3'],
    [{ clientRef: 'x'.repeat(41) }, '3'],
    [{ from: 'A name that is too long' }, '15'],
    [{ text: 'a'.repeat(4_000) }, '12'],
  ])('refuses %j with status %s', async (change, status) => {
    await expect(client().sms.send({ ...sms, ...change })).rejects.toMatchObject({
      response: { messages: [{ status }] },
    });
  });

  it('knows nobody with a wrong secret', async () => {
    await expect(client('wrong').sms.send(sms)).rejects.toMatchObject({ response: { messages: [{ status: '4' }] } });
    await expect(client('wrong').accounts.getBalance()).rejects.toMatchObject({ response: { status: 401 } });
  });

  it('takes 30 a second', async () => {
    for (let sent = 0; sent < 30; sent += 1) await client().sms.send(sms);
    await expect(client().sms.send(sms)).rejects.toMatchObject({ response: { messages: [{ status: '1' }] } });
    now += 1_000;
    expect(await client().sms.send(sms)).toMatchObject({ messageCount: '1' });
  });

  it('tells the balance and the numbers of the account', async () => {
    expect(await client().accounts.getBalance()).toEqual({ value: 3.14159, autoReload: false });
    const all = await client().numbers.getOwnedNumbers();
    expect(all.count).toBe(4);
    expect(all.numbers).toContainEqual(expect.objectContaining({ msisdn: VOICE_NUMBER, features: ['VOICE'] }));
    const beginning: object = { pattern: '12025550100', searchPattern: 0 };
    expect(await client().numbers.getOwnedNumbers(beginning)).toMatchObject({
      count: 1,
      numbers: [{ country: 'US', msisdn: '12025550100', features: ['VOICE', 'SMS'] }],
    });
    expect(await client().numbers.getOwnedNumbers({ pattern: '999' })).toEqual({});
    expect(await client().numbers.getOwnedNumbers({ size: 1, index: 2 })).toMatchObject({
      numbers: [{ country: 'CZ' }],
    });
  });

  it('says on demand what it says on other days', async () => {
    simulator.behave(
      'vonage',
      { error: '9', times: 1 },
      { error: 'Out of order', times: 1 },
      { status: 503, times: 1 },
    );
    await expect(client().sms.send(sms)).rejects.toMatchObject({ response: { messages: [{ status: '9' }] } });
    await expect(client().sms.send(sms)).rejects.toMatchObject({
      response: { messages: [{ status: '5', errorText: 'Out of order' }] },
    });
    await expect(client().sms.send(sms)).rejects.toMatchObject({ response: { status: 503 } });
    expect(simulator.requests().some(({ effect }) => effect === 'message')).toBe(false);
  });
});

describe('without it', () => {
  const post = async (body: string, type: string, path = 'sms/json') => {
    const answer = await fetch(`${simulator.url}/vonage/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return { status: answer.status, body: await answer.json() };
  };
  const credentials = { api_key: 'key', api_secret: 'secret' };

  it.each([
    ['a form', 'application/x-www-form-urlencoded', new URLSearchParams({ ...sms, ...credentials }).toString()],
    ['JSON', 'application/json', JSON.stringify({ ...sms, ...credentials })],
  ])('takes credentials in the body of %s, and shows their hashes', async (_, type, body) => {
    expect(await post(body, type)).toMatchObject({ status: 200, body: { messages: [{ status: '0' }] } });
    const hash = expect.stringMatching(/^sha256:/) as unknown;
    expect(simulator.requests()).toMatchObject([{ effect: 'message', body: { ...sms, api_secret: hash } }]);
    expect(JSON.stringify(simulator.requests())).not.toContain('"secret"');
  });

  it('says what it misses', async () => {
    expect(await post(JSON.stringify(sms), 'application/json')).toEqual({
      status: 200,
      body: { 'message-count': '1', messages: [{ status: '2', 'error-text': 'Missing api_key' }] },
    });
  });

  it('says in its own way how long to wait', async () => {
    simulator.behave('vonage', { retryAfter: 7 });
    const answer = await fetch(`${simulator.url}/vonage/sms/json`, { method: 'POST' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });
});
