import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import type { JsonObject } from '@hookswitch/domain';
import { generateKeyRing } from './generate-key-ring.js';
import { KeyRing } from './key-ring.js';
import { sealSecret } from './seal-secret.js';
import { SealingError } from './sealing-error.js';

const binding = { tenant: 'acme', type: 'slack', name: 'support/token' };
const VALUE = 'xoxb-canary-7f3a-héslo';

const rsaJwk = (modulusLength: number): JsonObject =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' }) as JsonObject;
const ringOf = (...keys: readonly JsonObject[]) => JSON.stringify({ keys });
const keysOf = (json: string) => (JSON.parse(json) as { keys: JsonObject[] }).keys;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof SealingError)) throw error;
    expect(inspect(error)).not.toContain(VALUE);
    return error.code;
  }
  return 'opened';
}

describe('a sealed secret', () => {
  let ring: KeyRing;
  let primary: JsonObject;
  beforeAll(async () => {
    ring = KeyRing.parse(await generateKeyRing());
    primary = ring.publicKeys()[0] ?? {};
  });

  it('opens with the private key for what it was sealed for', async () => {
    const sealed = await sealSecret(primary, binding, VALUE);
    expect(sealed).not.toContain(VALUE);
    const opened = await ring.open(sealed, binding);
    expect(opened.reveal()).toBe(VALUE);
    expect(inspect(opened)).toBe('[secret]');
  });

  it('names its key and binding in the open, so that they can be looked at without a key', async () => {
    const [header = ''] = (await sealSecret(primary, binding, VALUE)).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      kid: ring.thumbprints[0],
      ...binding,
    });
  });

  it('can be sealed to an RSA key as well', async () => {
    const rsa = KeyRing.parse(ringOf({ ...rsaJwk(2_048), primary: true }));
    const sealed = await sealSecret(rsa.publicKeys()[0] ?? {}, binding, VALUE);
    expect((await rsa.open(sealed, binding)).reveal()).toBe(VALUE);
    expect(await codeOf(ring.open(sealed, binding))).toBe('unknown_key');
  });

  it.each(['tenant', 'type', 'name'] as const)('does not open for another %s', async (member) => {
    const sealed = await sealSecret(primary, binding, VALUE);
    expect(await codeOf(ring.open(sealed, { ...binding, [member]: 'other' }))).toBe('binding');
  });

  it('does not open when its header was rewritten to fit', async () => {
    const [, ...rest] = (await sealSecret(primary, binding, VALUE)).split('.');
    const [header = ''] = (await sealSecret(primary, { ...binding, tenant: 'evil' }, VALUE)).split('.');
    expect(await codeOf(ring.open([header, ...rest].join('.'), { ...binding, tenant: 'evil' }))).toBe('damaged');
  });

  it('does not open when a bit of it changed', async () => {
    const parts = (await sealSecret(primary, binding, VALUE)).split('.');
    for (const index of [1, 2, 3, 4]) {
      const text = parts[index] ?? '';
      const changed = parts.with(index, `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`).join('.');
      expect(await codeOf(ring.open(changed, binding))).toBe('damaged');
    }
  });

  it('opens with an older key of the ring after the primary has changed', async () => {
    const [old = {}] = keysOf(await generateKeyRing());
    const sealed = await sealSecret(old, binding, VALUE);
    const [newer = {}] = keysOf(await generateKeyRing());
    const rotated = KeyRing.parse(ringOf({ ...old, primary: false }, newer));
    expect(rotated.thumbprints).toEqual([newer['kid'], old['kid']]);
    expect((await rotated.open(sealed, binding)).reveal()).toBe(VALUE);
  });

  it('is refused before any work when the secret is too long', async () => {
    expect(await codeOf(sealSecret(primary, binding, 'x'.repeat(8 * 1_024 + 1)))).toBe('too_large');
    expect(await codeOf(sealSecret(primary, binding, 'x'.repeat(8 * 1_024)))).toBe('opened');
    expect(await codeOf(sealSecret(primary, { ...binding, name: 'n'.repeat(16_384) }, VALUE))).toBe('too_large');
  });

  it('cannot be sealed to a key that is none of ours', async () => {
    for (const jwk of [{}, { kty: 'oct', k: 'AAAA' }, { kty: 'OKP', crv: 'X25519', x: 'short' }, rsaJwk(1_024)])
      expect(await codeOf(sealSecret(jwk, binding, VALUE))).toBe('invalid_key');
  });
});

describe('a hostile sealed value', () => {
  let ring: KeyRing;
  let kid: string;
  beforeAll(async () => {
    ring = KeyRing.parse(await generateKeyRing());
    kid = ring.thumbprints[0] ?? '';
  });
  const withHeader = (header: unknown) =>
    `${Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString('base64url')}.AAAA.AAAA.AAAA.AAAA`;

  it.each([
    ['dir', { alg: 'dir' }, 'refused'],
    ['PBES2 with a huge count', { alg: 'PBES2-HS256+A128KW', p2c: 1e9, p2s: 'AAAA' }, 'refused'],
    ['another algorithm of the same key type', { alg: 'ECDH-ES' }, 'refused'],
    ['RSA for an X25519 key', { alg: 'RSA-OAEP-256' }, 'refused'],
    ['another content encryption', { enc: 'A128CBC-HS256' }, 'refused'],
    ['compression', { zip: 'DEF' }, 'refused'],
    ['a critical extension', { crit: ['exp'], exp: 1 }, 'refused'],
    ['a key by address', { jku: 'https://evil.example/keys' }, 'refused'],
    ['a key inside', { jwk: { kty: 'oct', k: 'AAAA' } }, 'refused'],
    ['a strange member', { ['__proto__x']: 1 }, 'refused'],
    ['an unknown kid', { kid: 'nobody' }, 'unknown_key'],
    ['a kid that is no text', { kid: { toString: 'x' } }, 'unknown_key'],
  ])('with %s is refused before key work', async (_name, members, code) => {
    const started = performance.now();
    const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, ...binding, ...members };
    expect(await codeOf(ring.open(withHeader(header), binding))).toBe(code);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each([
    ['nothing', ''],
    ['a plain text', 'xoxb-123'],
    ['four parts', 'a.b.c.d'],
    ['other characters', 'a.b.c.d.é'],
    ['a header that is a list', withHeader([])],
    ['a header that is null', withHeader('null')],
    ['a header that is no JSON', withHeader('{')],
  ])('that is %s is malformed', async (_name, text) => {
    expect(await codeOf(ring.open(text, binding))).toBe('malformed');
  });

  it('longer than 16 KiB is not even looked at', async () => {
    expect(await codeOf(ring.open('a'.repeat(16 * 1_024 + 1), binding))).toBe('too_large');
  });

  it('without a binding does not open, even when properly encrypted to our key', async () => {
    const key = await importJWK(ring.publicKeys()[0] as JWK, 'ECDH-ES+A256KW');
    const sealed = await new CompactEncrypt(Buffer.from(VALUE))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid })
      .encrypt(key);
    expect(await codeOf(ring.open(sealed, binding))).toBe('binding');
  });
});

describe('a key ring', () => {
  const refusal = (json: string): string => {
    try {
      KeyRing.parse(json);
    } catch (error) {
      return (error as SealingError).message;
    }
    return 'taken';
  };

  it('knows its keys by their RFC 7638 thumbprints and shows no private part', async () => {
    for (const jwk of [...keysOf(await generateKeyRing()), { ...rsaJwk(2_048), primary: true }]) {
      const ring = KeyRing.parse(ringOf(jwk));
      const [shown = {}] = ring.publicKeys();
      expect(ring.thumbprints).toEqual([await calculateJwkThumbprint(jwk)]);
      expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['d']));
      const { d } = jwk as { readonly d: string };
      expect(inspect(ring, { depth: 9, showHidden: true })).not.toContain(d);
    }
  });

  it('has exactly one primary key', async () => {
    const [one = {}] = keysOf(await generateKeyRing());
    const [two = {}] = keysOf(await generateKeyRing());
    expect(refusal(ringOf(one, two))).toContain('exactly one primary key, this one has 2');
    expect(refusal(ringOf({ ...one, primary: false }))).toContain('exactly one primary key, this one has 0');
    expect(refusal(ringOf({ ...one, primary: 'yes' }))).toContain('exactly one primary key, this one has 0');
    expect(refusal(ringOf(one, { ...one, primary: false }))).toContain('twice');
  });

  it('refuses what is no key, without showing it', async () => {
    const [one = {}] = keysOf(await generateKeyRing());
    const [other = {}] = keysOf(await generateKeyRing());
    const { d, ...withoutPrivate } = one as { readonly d: string };
    for (const json of ['', '[]', '{}', '{"keys":[]}', '{"keys":[1]}', `{"keys":[${d}]}`])
      expect(refusal(json)).toContain('a key ring is a JSON object');
    expect(refusal(ringOf({ ...withoutPrivate, primary: true }))).toContain('no private part');
    expect(refusal(ringOf({ ...one, d: other['d'] ?? '' }))).toContain('do not belong together');
    expect(refusal(ringOf({ ...one, kid: 'mine' }))).toContain('thumbprint');
    expect(refusal(ringOf({ ...one, d: 'AA' }))).toContain('damaged');
  });
});
