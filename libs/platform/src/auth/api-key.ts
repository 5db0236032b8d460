import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_BYTES = 32;
const SECRET_CHARS = 43;
const CHECKSUM_CHARS = 6;
const ID_CHARS = 12;
const FORM = new RegExp(
  `^hks_([0-9A-Za-z]{${ID_CHARS}})_([0-9A-Za-z]{${SECRET_CHARS}})([0-9A-Za-z]{${CHECKSUM_CHARS}})$`,
);

/** A key as its holder has it; {@link text} is the whole of it and is shown once. */
export interface ApiKey {
  /** Public: names the key in lists, logs and the audit. */
  readonly id: string;
  readonly text: string;
  /** SHA-256 of the secret part, hex: what is stored. */
  readonly hash: string;
}

/** A new random key: `hks_` + id + `_` + 32 random bytes + checksum, so that secret scanners can tell a leak from noise. */
export function generateApiKey(): ApiKey {
  const id = Array.from({ length: ID_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_CHARS);
  const body = `hks_${id}_${secret}`;
  return { id, text: `${body}${checksum(body)}`, hash: hashOf(secret) };
}

/** The parts of a key, or undefined when the text has another form or a wrong checksum: no database is asked for such a text. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, id, secret, sum] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return checksum(`hks_${id}_${secret}`) === sum ? { id, text, hash: hashOf(secret) } : undefined;
}

/** Compares in constant time. For an unknown id pass {@link DUMMY_HASH}, so that timing does not tell known ids from unknown ones. */
export function sameHash(presented: string, stored: string): boolean {
  const [a, b] = [Buffer.from(presented, 'hex'), Buffer.from(stored, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The hash of no key. */
export const DUMMY_HASH = '0'.repeat(64);

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const checksum = (body: string) => base62(BigInt(crc32(body)), CHECKSUM_CHARS);

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = `${ALPHABET[Number(rest % 62n)] ?? ''}${text}`;
  return text;
}
