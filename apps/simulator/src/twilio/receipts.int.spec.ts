import { expect, it } from '@jest/globals';
import twilio from 'twilio';
import { reportingTo, type TakenReceipt } from '../receipts/receipt-sink.spec-helper.js';

const SID = `AC${'0'.repeat(32)}`;
const reporting = reportingTo('twilio');

class ToSimulator extends twilio.RequestClient {
  override request: twilio.RequestClient['request'] = (options) =>
    super.request({
      ...options,
      uri: options.uri.replace('https://api.twilio.com', `${reporting.simulator.url}/twilio`),
    });
}
const send = () =>
  twilio(SID, 'auth-token', { httpClient: new ToSimulator({ timeout: 2_000 }) }).messages.create({
    to: '+12025550142',
    from: '+12025550100',
    body: 'Hello',
    statusCallback: `${reporting.sink.origin}/v1/receipts/twilio/c?t=a.b-c_d`,
  });
const fieldsOf = ({ body }: TakenReceipt) => Object.fromEntries(new URLSearchParams(body));
const isSigned = (receipt: TakenReceipt) =>
  twilio.validateRequest('auth-token', String(receipt.headers['x-twilio-signature']), receipt.url, fieldsOf(receipt));

it("reports as Twilio does, with signatures that Twilio's own client accepts", async () => {
  const { sid } = await send();
  const receipts = await reporting.sink.count(2);
  expect(receipts.map(fieldsOf)).toMatchObject([
    { MessageSid: sid, MessageStatus: 'sent', To: '+12025550142', From: '+12025550100', AccountSid: SID },
    { MessageSid: sid, MessageStatus: 'delivered' },
  ]);
  expect(receipts.map(isSigned)).toEqual([true, true]);
});

it('reports what a script says: out of order, twice, with a code, forged', async () => {
  reporting.simulator.behave('twilio', {
    receipts: [
      { status: 'undelivered', code: '30003', afterMs: 0 },
      { status: 'undelivered', code: '30003', afterMs: 0 },
      { status: 'sent', afterMs: 0 },
      { status: 'delivered', afterMs: 0, forged: true },
    ],
  });
  await send();
  const receipts = await reporting.sink.count(4);
  const said = receipts.map(fieldsOf).map(({ MessageStatus, ErrorCode }) => [MessageStatus, ErrorCode]);
  expect(said).toEqual([
    ['undelivered', '30003'],
    ['undelivered', '30003'],
    ['sent', undefined],
    ['delivered', undefined],
  ]);
  expect(receipts.map(isSigned)).toEqual([true, true, true, false]);
});

it('tries again what was not taken, and reports nothing when told so', async () => {
  reporting.sink.answers.push(503);
  await send();
  const receipts = await reporting.sink.count(3);
  expect(receipts.map((receipt) => fieldsOf(receipt).MessageStatus)).toEqual(['sent', 'sent', 'delivered']);
  reporting.simulator.behave('twilio', { receipts: [] });
  const { sid } = await send();
  reporting.simulator.behave('twilio');
  await send();
  expect((await reporting.sink.count(5)).map((receipt) => fieldsOf(receipt).MessageSid)).not.toContain(sid);
});
