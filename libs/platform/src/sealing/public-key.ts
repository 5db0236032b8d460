import { createHash } from 'node:crypto';
import type { JsonObject } from '@hookswitch/domain';
import { SealingError } from './sealing-error.js';

/** How a secret is sealed to a kind of key. */
export const KEY_ALGORITHMS = ['ECDH-ES+A256KW', 'RSA-OAEP-256'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** A public key that secrets are sealed to, with nothing in it but what identifies it. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm;
  /** RFC 7638, SHA-256: also the `kid` of what is sealed to it. */
  readonly thumbprint: string;
  /** Without private members. */
  readonly jwk: JsonObject;
}

/** Throws a {@link SealingError} `invalid_key` for anything but an X25519 key or an RSA key of 2048 to 8192 bits. */
export function publicKey(jwk: JsonObject): PublicKey {
  if (jwk['kty'] === 'OKP' && jwk['crv'] === 'X25519' && isBytes(jwk['x'], 32))
    return described('ECDH-ES+A256KW', { crv: 'X25519', kty: 'OKP', x: jwk['x'] });
  if (jwk['kty'] === 'RSA' && isBytes(jwk['n'], 256, 1024) && isBytes(jwk['e'], 1, 8))
    return described('RSA-OAEP-256', { e: jwk['e'], kty: 'RSA', n: jwk['n'] });
  throw new SealingError('invalid_key', 'a sealing key is an X25519 or an RSA key (2048 to 8192 bits) in JWK form');
}

/** The members that RFC 7638 requires, in its order: the thumbprint is the hash of exactly this text. */
function described(algorithm: KeyAlgorithm, required: JsonObject): PublicKey {
  const thumbprint = createHash('sha256').update(JSON.stringify(required)).digest('base64url');
  return { algorithm, thumbprint, jwk: { ...required, kid: thumbprint, alg: algorithm, use: 'enc' } };
}

function isBytes(value: unknown, min: number, max = min): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value)) return false;
  const { length } = Buffer.from(value, 'base64url');
  return length >= min && length <= max;
}
