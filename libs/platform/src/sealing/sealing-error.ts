/**
 * `too_large` · `malformed`: not a compact JWE of ours · `refused`: an algorithm or header that we never use · `unknown_key`: no key of the
 * ring has that `kid` · `binding`: sealed for another tenant, connector type or name · `damaged`: decryption failed · `invalid_key`.
 */
export const SEALING_CODES = [
  'too_large',
  'malformed',
  'refused',
  'unknown_key',
  'binding',
  'damaged',
  'invalid_key',
] as const;
export type SealingCode = (typeof SEALING_CODES)[number];

/** Holds no sealed value and no opened one, neither in its message nor as a cause. */
export class SealingError extends Error {
  override readonly name = 'SealingError';
  constructor(
    readonly code: SealingCode,
    message: string,
  ) {
    super(message);
  }
}
