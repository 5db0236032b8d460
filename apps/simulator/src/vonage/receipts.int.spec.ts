import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Vonage } from '@vonage/server-sdk';
import { reportingTo, type TakenReceipt } from '../receipts/receipt-sink.spec-helper.js';
import { signatureSecretOf } from './receipts.js';

const reporting = reportingTo('vonage');

const credentials = { apiKey: 'abcd1234', apiSecret: 'api-secret' };
async function send(fields: object = {}): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`${reporting.simulator.url}/vonage/sms/json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('abcd1234:api-secret').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ from: '12025550100', to: '12025550142', text: 'Hello', 'client-ref': 'ref-1', ...fields }),
  });
  const { messages } = (await response.json()) as { messages: Readonly<Record<string, string>>[] };
  return messages[0] ?? {};
}
const fieldsOf = ({ url }: TakenReceipt) => Object.fromEntries(new URL(url).searchParams);
/** After Vonage's description: its client signs what it sends otherwise, and checks nothing that comes. */
function isSigned(receipt: TakenReceipt): boolean {
  const { sig, t: _ours, ...fields } = fieldsOf(receipt);
  const lines = Object.entries(fields).map(([name, value]) => `&${name}=${value.replace(/[&=]/g, '_')}`);
  const text = lines.sort().join('') + signatureSecretOf('api-secret');
  return createHash('md5').update(text).digest('hex') === sig;
}

it("reports to the URL that Vonage's own client told the account", async () => {
  const url = `${reporting.sink.origin}/v1/receipts/vonage/c?t=a.b-c_d`;
  const { accounts } = new Vonage(credentials, { restHost: `${reporting.simulator.url}/vonage` });
  expect(await accounts.updateAccountCallbacks({ drCallBackUrl: url })).toMatchObject({ 'dr-callback-url': url });
  reporting.simulator.behave('vonage', {
    receipts: [{ status: 'sent' }, { status: 'undelivered', code: '9' }, { status: 'delivered', forged: true }],
  });
  const sent = await send();
  const receipts = await reporting.sink.count(3);
  const shared = { msisdn: '12025550142', to: '12025550100', messageId: sent['message-id'], 'client-ref': 'ref-1' };
  expect(receipts.map(fieldsOf)).toMatchObject([
    { ...shared, t: 'a.b-c_d', status: 'accepted', 'err-code': '0' },
    { ...shared, status: 'undelivered', 'err-code': '9' },
    { ...shared, status: 'delivered' },
  ]);
  expect(receipts.map(isSigned)).toEqual([true, true, false]);
});

it('refuses a callback of more than 100 characters', async () => {
  expect(await send({ callback: `https://hooks.example.com/${'x'.repeat(75)}` })).toMatchObject({ status: '23' });
  expect(await send({ callback: `${reporting.sink.origin}/short` })).toMatchObject({ status: '0' });
});
