import http from 'node:http';
import https from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { initClient } from 'messagebird';
import type { Message, MessageParameters } from 'messagebird/types/messages.js';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { REFUSED_PREFIX } from './messages.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
  // The client knows no other address than MessageBird's; what it sends there goes to the simulator as it is.
  jest.spyOn(https, 'request').mockImplementation(((options: http.RequestOptions) => {
    const { hostname, port } = new URL(simulator.url);
    expect(options.hostname).toBe('rest.messagebird.com');
    return http.request({ ...options, hostname, port, path: `/messagebird${options.path}`, agent: false });
  }) as unknown as typeof https.request);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await simulator.close();
});
beforeEach(() => {
  simulator.behave('messagebird');
  simulator.clearRequests();
});

/** MessageBird's own client. */
const client = (key = 'live_key') => initClient(key, 2_000);
const told = <T>(ask: (done: (error: Error | null, answer: T | null) => void) => void) =>
  new Promise<T | null>((resolve, reject) => {
    ask((error, answer) => (error ? reject(error) : resolve(answer)));
  });
const sms = { originator: '12025550100', recipients: ['12025550142'], body: 'Sorry we missed you!' };
const create = (change: Partial<MessageParameters> = {}, key?: string) =>
  told<Message>((done) => client(key).messages.create({ ...sms, ...change }, done));

describe("driven by MessageBird's own client", () => {
  it('accepts a message', async () => {
    expect(await create({ reference: 'ref-1' })).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      direction: 'mt',
      originator: sms.originator,
      body: sms.body,
      reference: 'ref-1',
      datacoding: 'plain',
      recipients: {
        totalCount: 1,
        totalSentCount: 1,
        items: [{ recipient: 12025550142, status: 'sent', messagePartCount: 1 }],
      },
    });
    expect(simulator.requests()).toMatchObject([
      {
        provider: 'messagebird',
        effect: 'message',
        answer: { status: 201 },
        headers: { 'content-type': 'application/json' },
      },
    ]);
  });

  it.each([
    ['auto', 'č'.repeat(71), 'unicode', 'č'.repeat(71), 2],
    ['auto', '€'.repeat(81), 'plain', '€'.repeat(81), 2],
    ['plain', 'č'.repeat(160), 'plain', '?'.repeat(160), 1],
    [undefined, 'ok 👍', 'plain', 'ok ?', 1],
    ['unicode', 'a'.repeat(71), 'unicode', 'a'.repeat(71), 2],
  ] as const)('sends datacoding %s of %s as %s', async (datacoding, body, used, shown, parts) => {
    expect(await create({ body, ...(datacoding && { datacoding }) })).toMatchObject({
      datacoding: used,
      body: shown,
      recipients: { items: [{ messagePartCount: parts }] },
    });
  });

  it('says all that is missing, as the tests of the client expect it', async () => {
    const asked = told<Message>((done) => client().messages.create({} as MessageParameters, done));
    await expect(asked).rejects.toMatchObject({
      statusCode: 422,
      message:
        'api error(s): no (correct) recipients found (code: 9, parameter: recipients), originator is required (code: 9, parameter: originator)',
    });
  });

  it.each<Refused>([
    [{ recipients: ['+12025550142'] }, 422, 9],
    [{ recipients: Array.from({ length: 51 }, () => '12025550142') }, 422, 9],
    [{ originator: 'A name that is too long' }, 422, 10],
    [{ body: '' }, 422, 9],
    ...[9, 10, 21, 25, 98].map((code): Refused => [{ recipients: [to(code)] }, 422, code]),
    [{ recipients: [to(2)] }, 401, 2],
    [{ recipients: [to(20)] }, 404, 20],
    [{ recipients: [to(99)] }, 500, 99],
  ])('refuses %j with %d and code %d', async (change, statusCode, code) => {
    await expect(create(change)).rejects.toMatchObject({ statusCode, errors: [{ code }] });
    expect(simulator.requests()[0]).not.toHaveProperty('effect');
  });

  it('knows nobody with a wrong key', async () => {
    await expect(create({}, 'wrong_key')).rejects.toMatchObject({
      statusCode: 401,
      errors: [{ code: 2, parameter: 'access_key' }],
    });
  });

  it('tells the balance, and of nothing else', async () => {
    const balance = await told((done) => client().balance.read(done));
    expect(balance).toEqual({ payment: 'prepaid', type: 'credits', amount: 9 });
    await expect(told((done) => client().messages.read('none', done))).rejects.toMatchObject({
      message: 'api error(s): message not found (code: 20)',
    });
  });

  it('says on demand what it says on other days', async () => {
    simulator.behave(
      'messagebird',
      { error: '25', times: 1 },
      { error: 'Closed', times: 1 },
      { status: 503, times: 1 },
    );
    await expect(create()).rejects.toMatchObject({ statusCode: 422, errors: [{ code: 25 }] });
    await expect(create()).rejects.toMatchObject({ errors: [{ description: 'Closed' }] });
    await expect(create()).rejects.toMatchObject({ statusCode: 503, errors: [{ code: 99 }] });
    expect(simulator.requests().some(({ effect }) => effect === 'message')).toBe(false);
  });
});

type Refused = readonly [change: Partial<MessageParameters>, status: number, code: number];

function to(code: number): string {
  return `${REFUSED_PREFIX}${String(code).padStart(2, '0')}`;
}

it('takes a list of recipients as an array too, and says how long to wait', async () => {
  const post = () =>
    fetch(`${simulator.url}/messagebird/messages`, {
      method: 'POST',
      headers: { authorization: 'AccessKey live_key', 'content-type': 'application/json' },
      body: JSON.stringify(sms),
    });
  expect((await post()).status).toBe(201);
  simulator.behave('messagebird', { retryAfter: 7 });
  const answer = await post();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
});
