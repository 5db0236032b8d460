import { createSecretKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { reportingTo, type TakenReceipt } from '../receipts/receipt-sink.spec-helper.js';
import { signingKeyOf } from './receipts.js';

interface Verifier {
  verify(url: string, payload: Buffer, token: string, key: ReturnType<typeof createSecretKey>): Promise<unknown>;
}
// MessageBird's own verifier, which its types leave out.
const messagebird = createRequire(import.meta.url)('messagebird/lib/webhook-signature-jwt.js') as Verifier;

const reporting = reportingTo('messagebird');

async function send(reference?: string): Promise<string> {
  const response = await fetch(`${reporting.simulator.url}/messagebird/messages`, {
    method: 'POST',
    headers: { authorization: 'AccessKey live_key', 'content-type': 'application/json' },
    body: JSON.stringify({
      originator: '12025550100',
      recipients: ['12025550142'],
      body: 'Hello',
      reportUrl: `${reporting.sink.origin}/v1/receipts/messagebird/c?t=a.b-c_d`,
      reference,
    }),
  });
  return ((await response.json()) as { id: string }).id;
}
const verify = ({ url, headers, body }: TakenReceipt): Promise<unknown> =>
  messagebird.verify(
    url,
    Buffer.from(body),
    String(headers['messagebird-signature-jwt']),
    createSecretKey(Buffer.from(signingKeyOf('live_key'))),
  );

it("reports as MessageBird does, with tokens that MessageBird's own client accepts", async () => {
  reporting.simulator.behave('messagebird', { receipts: [{ status: 'sent' }, { status: 'undelivered', code: '104' }] });
  const id = await send('ref-1');
  const receipts = await reporting.sink.count(2);
  expect(receipts.map(({ method, url }) => [method, ...new URL(url).searchParams.values()])).toEqual([
    ['GET', 'a.b-c_d', id, '12025550142', 'ref-1', 'sent', expect.stringContaining('+00:00')],
    ['GET', 'a.b-c_d', id, '12025550142', 'ref-1', 'delivery_failed', expect.stringContaining('+00:00'), '104'],
  ]);
  expect(await Promise.all(receipts.map(verify))).toEqual([true, true]);
});

it('can be forged, and reports nothing without a reference', async () => {
  reporting.simulator.behave('messagebird', { receipts: [{ status: 'delivered', forged: true }] });
  const without = await send();
  await send('ref-2');
  const [forged] = await reporting.sink.count(1);
  await expect(verify(forged!)).rejects.toThrow('invalid signature');
  expect(reporting.sink.taken.map(({ url }) => new URL(url).searchParams.get('id'))).not.toContain(without);
});
