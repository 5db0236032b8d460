import type { ConnectorManifest } from '@hookswitch/domain';
import type { SealedSecret } from '@hookswitch/persistence';
import { publicKey, sealSecret, type SecretBinding } from '@hookswitch/platform';
import { ApiError, invalid } from '../problem/api-error.js';

export const MAX_SECRET_BYTES = 8 * 1_024;
/** Shorter values would be half told by their end. */
const HINT_FROM_CHARS = 12;

export const hintOf = (value: string): string => (value.length < HINT_FROM_CHARS ? '' : value.slice(-4));

/**
 * Seals a value for the connector type of the manifest, to the first of its trusted keys. `pointer` is where the value stood in the
 * request, for errors.
 */
export async function seal(
  manifest: ConnectorManifest,
  binding: Omit<SecretBinding, 'type'>,
  value: string,
  pointer: string,
): Promise<SealedSecret> {
  if (value === '') throw invalid(pointer, 'required', 'A secret must not be empty.');
  if (Buffer.byteLength(value) > MAX_SECRET_BYTES) {
    throw invalid(pointer, 'too_long', `A secret has at most ${MAX_SECRET_BYTES} bytes.`);
  }
  const [jwk] = manifest.sealingKeys ?? [];
  if (!jwk) {
    throw new ApiError(
      'sealing_unavailable',
      `Connector "${manifest.type}" has announced no key that is trusted here.`,
    );
  }
  const sealed = await sealSecret(jwk, { ...binding, type: manifest.type }, value);
  return { sealed, kid: publicKey(jwk).thumbprint, hint: hintOf(value) };
}
