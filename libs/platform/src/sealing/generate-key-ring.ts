import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '@hookswitch/domain';
import { publicKey } from './public-key.js';

/** A ring with one new X25519 key, as the text that `HOOKSWITCH_KEY_RING` takes. */
export function generateKeyRing(): Promise<string> {
  const { privateKey } = generateKeyPairSync('x25519');
  const jwk = privateKey.export({ format: 'jwk' }) as JsonObject;
  const { thumbprint } = publicKey(jwk);
  return Promise.resolve(`${JSON.stringify({ keys: [{ ...jwk, kid: thumbprint, primary: true }] }, undefined, 2)}\n`);
}
