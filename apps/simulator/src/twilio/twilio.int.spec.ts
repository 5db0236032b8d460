import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { REFUSED_RECIPIENTS, REFUSED_SENDERS } from './messages.js';

const SID = `AC${'0'.repeat(32)}`;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('twilio');
  simulator.clearRequests();
});

/** Twilio's own client, which knows nothing of the simulator but its address. */
class ToSimulator extends twilio.RequestClient {
  override request: twilio.RequestClient['request'] = (options) =>
    super.request({ ...options, uri: options.uri.replace('https://api.twilio.com', `${simulator.url}/twilio`) });
}
const client = (password = 'token', user = SID) =>
  twilio(user, password, { accountSid: SID, httpClient: new ToSimulator({ timeout: 2_000 }) });
const sms = { to: '+12025550142', from: '+12025550100', body: 'Sorry we missed you & “yours”!' };

it('accepts a message, and knows it afterwards', async () => {
  const sent = await client().messages.create(sms);
  expect(sent).toMatchObject({ ...sms, accountSid: SID, status: 'queued', numSegments: '1', errorCode: null });
  expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(Math.abs(sent.dateCreated.getTime() - Date.now())).toBeLessThan(60_000);
  expect(await client().messages(sent.sid).fetch()).toMatchObject({ sid: sent.sid, body: sms.body });
  expect(simulator.requests()[0]).toMatchObject({
    provider: 'twilio',
    effect: 'message',
    body: { To: sms.to, From: sms.from, Body: sms.body },
  });
});

it('counts segments, which a Messaging Service has not yet done', async () => {
  expect(await client().messages.create({ ...sms, body: 'č'.repeat(71) })).toMatchObject({ numSegments: '2' });
  const messagingServiceSid = `MG${'1'.repeat(32)}`;
  expect(await client().messages.create({ to: sms.to, body: sms.body, messagingServiceSid })).toMatchObject({
    status: 'accepted',
    numSegments: '0',
    messagingServiceSid,
  });
});

it.each([
  ...Object.entries(REFUSED_RECIPIENTS).map(([to, code]) => [{ to }, code] as const),
  ...Object.entries(REFUSED_SENDERS).map(([from, code]) => [{ from }, code] as const),
  [{ from: '+12025550199' }, 21606],
  [{ from: 'Acme' }, 21212],
  [{ to: '2025550142' }, 21211],
  [{ body: '' }, 21602],
  [{ body: 'x'.repeat(1_601) }, 21617],
  [{ from: '' }, 21603],
  [{ to: '' }, 21604],
] as const)('refuses %j with %d', async (change, code) => {
  await expect(client().messages.create({ ...sms, ...change })).rejects.toMatchObject({
    status: 400,
    code,
    moreInfo: `https://www.twilio.com/docs/errors/${code}`,
  });
  expect(simulator.requests()[0]).not.toHaveProperty('effect');
});

it('knows accounts by their own token or an API key', async () => {
  await expect(client('wrong-token').messages.create(sms)).rejects.toMatchObject({ status: 401, code: 20003 });
  await expect(client('token', 'AC-other').messages.create(sms)).rejects.toMatchObject({ status: 404, code: 20404 });
  expect(await client('key-secret', `SK${'2'.repeat(32)}`).messages.create(sms)).toMatchObject({ accountSid: SID });
  expect(await client().api.v2010.accounts(SID).fetch()).toMatchObject({ sid: SID, status: 'active' });
});

it('lists the numbers of the account, page by page, and what they can', async () => {
  const all = await client().incomingPhoneNumbers.list({ pageSize: 2 });
  expect(all.map(({ phoneNumber }) => phoneNumber)).toEqual([
    '+12025550100',
    '+420228880000',
    '+442071838750',
    '+12025550111',
  ]);
  expect(await client().incomingPhoneNumbers.list({ phoneNumber: '+12025550111' })).toMatchObject([
    { capabilities: { voice: true, sms: false } },
  ]);
  expect(await client().incomingPhoneNumbers.list({ phoneNumber: '+12025550199' })).toEqual([]);
});

it('reads forms, not JSON', async () => {
  const answer = await fetch(`${simulator.url}/twilio/2010-04-01/Accounts/${SID}/Messages.json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${SID}:token`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ To: sms.to, From: sms.from, Body: sms.body }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 21604 }]);
});

it('says on demand what it says on other days', async () => {
  simulator.behave(
    'twilio',
    { retryAfter: 7, times: 1 },
    { error: '21610', times: 1 },
    { error: '20003', times: 1 },
    { status: 503, times: 1 },
    { reset: 'after', times: 1 },
  );
  const send = () => client().messages.create(sms);
  await expect(send()).rejects.toMatchObject({ status: 429, code: 20429 });
  expect(simulator.requests()[0]?.answer?.headers).toMatchObject({ 'retry-after': '7' });
  await expect(send()).rejects.toMatchObject({ status: 400, code: 21610 });
  await expect(send()).rejects.toMatchObject({ status: 401, code: 20003 });
  await expect(send()).rejects.toMatchObject({ status: 503 });
  await expect(send()).rejects.toThrow(/socket|ECONNRESET/i);
  expect(simulator.requests().map(({ effect }) => effect)).toEqual([...Array<undefined>(4), 'message']);
});
