import { createHash } from 'node:crypto';
import { FORGERS_KEY, type OutgoingReceipt, type ReceiptStep } from '../receipts/receipt.js';

/** What the simulated account signs its reports with, by the method `md5hash`. */
export const signatureSecretOf = (apiSecret: string): string => `${apiSecret}-signing`;

const WORDS: Readonly<Record<string, string>> = { sent: 'accepted', undelivered: 'undelivered' };

export interface VonageMessage {
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly reference: string;
}

/** As Vonage calls the webhook of an account: one of them for each part, of which this is the first's. */
export const vonageReceipt =
  (webhook: string, { apiKey, apiSecret }: VonageAccount, message: VonageMessage, now: () => number) =>
  ({ status, code, forged }: ReceiptStep): OutgoingReceipt => {
    const url = new URL(webhook);
    const at = new Date(now()).toISOString();
    const fields: Readonly<Record<string, string>> = {
      msisdn: message.to,
      to: message.from,
      'network-code': '310410',
      messageId: message.messageId,
      price: '0.03330000',
      status: WORDS[status] ?? status,
      scts: at.replaceAll(/[-:T]/g, '').slice(2, 12),
      'err-code': code ?? '0',
      'api-key': apiKey,
      ...(message.reference !== '' && { 'client-ref': message.reference }),
      'message-timestamp': at.slice(0, 19).replace('T', ' '),
      timestamp: String(Math.floor(now() / 1_000)),
      nonce: createHash('sha1')
        .update(at + message.messageId)
        .digest('hex'),
    };
    const sorted = Object.keys(fields)
      .sort()
      .map((name) => `&${name}=${(fields[name] ?? '').replaceAll(/[&=]/g, '_')}`);
    const secret = forged === true ? FORGERS_KEY : signatureSecretOf(apiSecret);
    const sig = createHash('md5')
      .update(sorted.join('') + secret)
      .digest('hex');
    for (const [name, value] of Object.entries({ ...fields, sig })) url.searchParams.set(name, value);
    return { method: 'GET', url: url.href, headers: {} };
  };

export interface VonageAccount {
  readonly apiKey: string;
  readonly apiSecret: string;
}
