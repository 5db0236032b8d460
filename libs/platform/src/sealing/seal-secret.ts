import { CompactEncrypt, importJWK } from 'jose';
import type { JsonObject } from '@hookswitch/domain';
import { CONTENT_ENCRYPTION, MAX_SEALED_CHARS, MAX_SECRET_BYTES, type SecretBinding } from './binding.js';
import { publicKey } from './public-key.js';
import { SealingError } from './sealing-error.js';

/**
 * Seals a value to a connector type's public key as a compact JWE whose protected header names key and binding. The gateway calls this; it
 * has no key that opens the result. Rejects with a {@link SealingError} (`invalid_key`, `too_large`).
 */
export async function sealSecret(publicJwk: JsonObject, binding: SecretBinding, value: string): Promise<string> {
  const { algorithm, thumbprint, jwk } = publicKey(publicJwk);
  const plain = Buffer.from(value, 'utf8');
  if (plain.length > MAX_SECRET_BYTES)
    throw new SealingError('too_large', `a secret has at most ${MAX_SECRET_BYTES} bytes`);
  const { tenant, type, name } = binding;
  const sealed = await new CompactEncrypt(plain)
    .setProtectedHeader({ alg: algorithm, enc: CONTENT_ENCRYPTION, kid: thumbprint, tenant, type, name })
    .encrypt(await importJWK(jwk, algorithm));
  if (sealed.length > MAX_SEALED_CHARS) throw new SealingError('too_large', 'the names around the secret are too long');
  return sealed;
}
