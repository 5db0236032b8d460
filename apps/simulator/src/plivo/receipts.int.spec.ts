import { expect, it } from '@jest/globals';
import plivo from 'plivo';
import { reportingTo, type TakenReceipt } from '../receipts/receipt-sink.spec-helper.js';

const ID = 'MAXXXXXXXXXXXXXXXXXX';
const reporting = reportingTo('plivo');

const send = (method?: 'GET' | 'POST') =>
  new plivo.Client(ID, 'auth-token', { url: `${reporting.simulator.url}/plivo/v1/Account/${ID}` }).messages.create(
    '12025550100',
    '12025550142',
    'Hello',
    { url: `${reporting.sink.origin}/v1/receipts/plivo/c?t=a.b-c_d`, ...(method && { method }) },
  );
/** What Plivo's own client says about the signature. */
function isSigned({ method, url, headers, body }: TakenReceipt): boolean {
  const [nonce, signature] = ['-nonce', ''].map((end) => String(headers[`x-plivo-signature-v3${end}`]));
  const params = method === 'POST' ? Object.fromEntries(new URLSearchParams(body)) : {};
  return plivo.validateV3Signature(method, url, nonce ?? '', 'auth-token', signature ?? '', params) === true;
}

it("reports by POST as Plivo does, with signatures that Plivo's own client accepts", async () => {
  reporting.simulator.behave('plivo', { receipts: [{ status: 'sent' }, { status: 'undelivered', code: '50' }] });
  const { messageUuid } = await send();
  const receipts = await reporting.sink.count(2);
  expect(receipts.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toMatchObject([
    { MessageUUID: messageUuid[0], Status: 'sent', From: '12025550100', To: '12025550142', ErrorCode: '000' },
    { MessageUUID: messageUuid[0], Status: 'undelivered', ErrorCode: '50' },
  ]);
  expect(receipts.map(isSigned)).toEqual([true, true]);
});

it('reports in the query when asked to, and can be forged', async () => {
  reporting.simulator.behave('plivo', { receipts: [{ status: 'delivered' }, { status: 'delivered', forged: true }] });
  await send('GET');
  const receipts = await reporting.sink.count(2);
  expect(receipts.map(({ method }) => method)).toEqual(['GET', 'GET']);
  expect(new URL(receipts[0]?.url ?? '').searchParams.get('Status')).toBe('delivered');
  expect(receipts.map(isSigned)).toEqual([true, false]);
});
