import { describe, expect, it } from '@jest/globals';
import { DUMMY_HASH, generateApiKey, parseApiKey, sameHash } from './api-key.js';

describe('an API key', () => {
  it('has a form that secret scanners can look for', () => {
    const { id, text } = generateApiKey();
    expect(text).toMatch(/^hks_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    expect(text.startsWith(`hks_${id}_`)).toBe(true);
  });

  it('is read back with the hash under which it is stored', () => {
    for (let index = 0; index < 200; index += 1) {
      const key = generateApiKey();
      expect(parseApiKey(key.text)).toEqual(key);
    }
  });

  it('never repeats, and its hash does not hold it', () => {
    const keys = Array.from({ length: 100 }, generateApiKey);
    expect(new Set(keys.map(({ text }) => text)).size).toBe(100);
    for (const { text, hash } of keys) {
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(text).not.toContain(hash);
    }
  });

  it('is refused when a single character is another', () => {
    const { text } = generateApiKey();
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'a' ? 'b' : 'a';
      expect(parseApiKey(`${text.slice(0, at)}${other}${text.slice(at + 1)}`)).toBeUndefined();
    }
  });

  it.each(['', 'hks_', 'Bearer hks_aaaaaaaaaaaa_', `hks_${'a'.repeat(12)}_${'a'.repeat(49)}`, 'x'.repeat(1_000_000)])(
    'is not just any text (%#)',
    (text) => {
      expect(parseApiKey(text)).toBeUndefined();
    },
  );

  it('is refused with anything before or after it', () => {
    const { text } = generateApiKey();
    for (const other of [` ${text}`, `${text}\n`, `${text}x`]) expect(parseApiKey(other)).toBeUndefined();
  });
});

describe('comparing hashes', () => {
  it('tells same from different, and nothing matches the dummy', () => {
    const [one, two] = [generateApiKey(), generateApiKey()];
    expect(sameHash(one.hash, one.hash)).toBe(true);
    expect(sameHash(one.hash, two.hash)).toBe(false);
    expect(sameHash(one.hash, DUMMY_HASH)).toBe(false);
    expect(sameHash(one.hash, '')).toBe(false);
  });
});
