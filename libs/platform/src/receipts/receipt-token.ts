import { sign, verify, type KeyObject } from 'node:crypto';

/** What a receipt's URL says in its path. */
export interface ReceiptPlace {
  readonly provider: string;
  /** Id of the connection. */
  readonly connection: string;
}

/** What its token says: whose command was sent, and what it came from. */
export interface ReceiptClaim {
  readonly tenant: string;
  readonly command: string;
  readonly subject: string;
  readonly hopcount: number;
}

const VERSION = 'hookswitch-receipt-1';

/** The `t` of a receipt's URL: the claim and a signature over it and the path. */
export function receiptToken(key: KeyObject, place: ReceiptPlace, claim: ReceiptClaim): string {
  const { tenant, command, subject, hopcount } = claim;
  const payload = Buffer.from(JSON.stringify([tenant, command, subject, hopcount])).toString('base64url');
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
  const claim = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string, string, string, number];
  const [tenant, command, subject, hopcount] = claim;
  return { tenant, command, subject, hopcount };
}

const signed = ({ provider, connection }: ReceiptPlace, payload: string): Buffer =>
  Buffer.from(JSON.stringify([VERSION, provider, connection, payload]));
