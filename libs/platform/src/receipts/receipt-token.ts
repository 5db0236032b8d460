import { sign, verify, type KeyObject } from 'node:crypto';
import type { ReceiptMessage } from '@hookswitch/domain';

/** What a receipt's URL says in its path. */
export interface ReceiptPlace {
  readonly provider: string;
  /** Id of the connection. */
  readonly connection: string;
}

/** What its token says: whose it is, and what was sent, unless it is for all that the connection sends. */
export type ReceiptClaim = Pick<ReceiptMessage, 'tenant' | 'sent'>;

const VERSION = 'hookswitch-receipt-1';

/** The `t` of a receipt's URL: the claim and a signature over it and the path. */
export function receiptToken(key: KeyObject, place: ReceiptPlace, claim: ReceiptClaim): string {
  const { tenant, sent } = claim;
  const parts = sent === undefined ? [tenant] : [tenant, sent.command, sent.subject, sent.hopcount];
  const payload = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${payload}.${sign(null, signed(place, payload), key).toString('base64url')}`;
}

/** Undefined: none of the keys made it for this path. */
export function readReceiptToken(
  keys: readonly KeyObject[],
  place: ReceiptPlace,
  token: string,
): ReceiptClaim | undefined {
  const [payload = '', signature = '', ...rest] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  if (rest.length > 0 || bytes.length !== 64 || bytes.toString('base64url') !== signature) return undefined;
  if (!keys.some((key) => verify(null, signed(place, payload), key, bytes))) return undefined;
  // Nobody but a connector can have made it.
  const claim = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Parts;
  if (claim.length === 1) return { tenant: claim[0] };
  const [tenant, command, subject, hopcount] = claim;
  return { tenant, sent: { command, subject, hopcount } };
}

type Parts = readonly [string] | readonly [string, string, string, number];

const signed = ({ provider, connection }: ReceiptPlace, payload: string): Buffer =>
  Buffer.from(JSON.stringify([VERSION, provider, connection, payload]));
