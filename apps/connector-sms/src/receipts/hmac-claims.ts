import { createHmac } from 'node:crypto';
import type { Secret } from '@hookswitch/connector-sdk';
import { isJsonObject, type JsonObject } from '@hookswitch/domain';
import { sameText, textIn } from './fields.js';

const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** The claims of a JWT that an HMAC signs; undefined for any other, whatever it says about itself. Times are the caller's to look at. */
export function hmacClaims(token: string, key: Secret): JsonObject | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const alg = objectIn(header)?.alg;
  const hash = typeof alg === 'string' ? textIn(HASHES, alg) : undefined;
  if (hash === undefined || rest.length > 0) return undefined;
  const wanted = createHmac(hash, key.reveal()).update(`${header}.${payload}`).digest('base64url');
  return sameText(wanted, signature) ? objectIn(payload) : undefined;
}

function objectIn(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
