import { randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

/** The keys of `HOOKSWITCH_RULES_KEYS`, the primary first; undefined when the text is not a list of base64url keys of 32 bytes. */
export function continuationKeys(text: string): readonly Uint8Array[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^[A-Za-z0-9_-]{43}$/.test(part)) || new Set(parts).size !== parts.length)
    return undefined;
  return parts.map((part) => Buffer.from(part, 'base64url'));
}

export const generateContinuationKey = (): string => randomBytes(KEY_BYTES).toString('base64url');
