import { createHash, createHmac, randomUUID } from 'node:crypto';
import { FORGERS_KEY, type OutgoingReceipt, type ReceiptStep } from '../receipts/receipt.js';

/** What the simulated account signs its reports with. */
export const signingKeyOf = (accessKey: string): string => `${accessKey}-signing`;

const WORDS: Readonly<Record<string, string>> = { undelivered: 'delivery_failed' };
const VALID_S = 60;

/** As MessageBird calls a `reportUrl`. */
export const messagebirdReceipt =
  (
    reportUrl: string,
    accessKey: string,
    message: { readonly id: string; readonly reference: string; readonly recipient: string },
    now: () => number,
  ) =>
  ({ status, code, forged }: ReceiptStep): OutgoingReceipt => {
    const url = new URL(reportUrl);
    const fields = {
      ...message,
      status: WORDS[status] ?? status,
      statusDatetime: new Date(now()).toISOString().replace(/\.\d+Z$/, '+00:00'),
      ...(code !== undefined && { statusErrorCode: code }),
    };
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    const issued = Math.floor(now() / 1_000);
    const claims = {
      iss: 'MessageBird',
      iat: issued,
      nbf: issued,
      exp: issued + VALID_S,
      jti: randomUUID(),
      url_hash: createHash('sha256').update(url.href).digest('hex'),
    };
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', forged === true ? FORGERS_KEY : signingKeyOf(accessKey)).update(
      parts.join('.'),
    );
    return {
      method: 'GET',
      url: url.href,
      headers: { 'messagebird-signature-jwt': `${parts.join('.')}.${signature.digest('base64url')}` },
    };
  };
