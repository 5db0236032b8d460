import { createHash } from 'node:crypto';
import type { SmsReceipts, SmsReport } from '../provider.js';
import { queryOf, sameText } from '../receipts/fields.js';
import { hmacClaims } from '../receipts/hmac-claims.js';

const UNDELIVERED: readonly string[] = ['delivery_failed', 'expired'];
/** Between its clock and ours. */
const TOLERANCE_MS = 5_000;

/** A query with `status`, and a token that is signed with the account's signing key over the hash of the URL. */
export const messagebirdReceipts: SmsReceipts = {
  signing: 'signing key',

  key: ({ signing }) => signing,

  read(receipt, key) {
    const claims = hmacClaims(receipt.headers['messagebird-signature-jwt'] ?? '', key);
    if (claims?.iss !== 'MessageBird') return { refused: 'signature' };
    if (typeof claims.url_hash !== 'string' || !sameText(claims.url_hash, sha256(receipt.url)))
      return { refused: 'signature' };
    const body = typeof claims.payload_hash === 'string' ? claims.payload_hash : sha256('');
    if (!sameText(body, sha256(receipt.body))) return { refused: 'signature' };
    // As of the moment when the gateway took it, which the connector may be long after.
    if (!isWithin(receipt.at, claims.nbf, claims.exp)) return { refused: 'signature_expired' };
    return reportOf(queryOf(receipt));
  },
};

function reportOf(fields: URLSearchParams): SmsReport | { readonly refused: string } {
  const [status, messageId] = [fields.get('status') ?? '', fields.get('id') ?? ''];
  if (status === '' || messageId === '') return { refused: 'unreadable' };
  const [recipient, code] = [fields.get('recipient'), fields.get('statusErrorCode') ?? ''];
  return {
    status: status === 'delivered' ? 'delivered' : UNDELIVERED.includes(status) ? 'undelivered' : 'underway',
    messageId,
    ...(recipient !== null && { recipient }),
    error: { code: /^0*$/.test(code) ? status : code },
  };
}

const isWithin = (at: number, from: unknown, until: unknown): boolean =>
  typeof until === 'number' &&
  at <= until * 1_000 + TOLERANCE_MS &&
  (typeof from !== 'number' || at >= from * 1_000 - TOLERANCE_MS);

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
