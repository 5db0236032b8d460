import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { Secret } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type JsonObject } from '@hookswitch/domain';
import { CONTENT_ENCRYPTION, MAX_SEALED_CHARS, type SecretBinding } from './binding.js';
import { protectedHeader, requireMembers } from './header.js';
import { publicKey, type PublicKey } from './public-key.js';
import { SealingError } from './sealing-error.js';

interface RingKey extends PublicKey {
  readonly key: KeyObject;
}

const HEADER = ['alg', 'enc', 'kid', 'epk', 'tenant', 'type', 'name'];

/** The private keys of one connector type: one primary that new secrets are sealed to, and older ones that still open theirs. */
export class KeyRing {
  readonly #keys: readonly RingKey[];

  private constructor(keys: readonly RingKey[]) {
    this.#keys = keys;
  }

  /** From a JWKS text with private keys, one of them `"primary": true`. Throws a {@link SealingError} `invalid_key` that shows no key. */
  static parse(json: string): KeyRing {
    const keys = jwksOf(json);
    const primaries = keys.filter((jwk) => jwk['primary'] === true);
    if (primaries.length !== 1)
      throw invalid(`a key ring has exactly one primary key, this one has ${primaries.length}`);
    const ring = [...primaries, ...keys.filter((jwk) => jwk['primary'] !== true)].map(ringKey);
    if (new Set(ring.map(({ thumbprint }) => thumbprint)).size !== ring.length)
      throw invalid('a key stands in the ring twice');
    return new KeyRing(ring);
  }

  /** Why {@link KeyRing.parse} would throw; undefined when it would not. */
  static problem(json: string): string | undefined {
    try {
      KeyRing.parse(json);
      return undefined;
    } catch (error) {
      return error instanceof SealingError ? error.message : 'it cannot be read';
    }
  }

  /** Of the keys, the primary first. */
  get thumbprints(): readonly string[] {
    return this.#keys.map(({ thumbprint }) => thumbprint);
  }

  /** For the manifest's `sealingKeys`, the primary first. */
  publicKeys(): readonly JsonObject[] {
    return this.#keys.map(({ jwk }) => jwk);
  }

  /** 32 bytes out of each private key, the primary's first, that say nothing about the key or about those for another purpose. */
  derive(purpose: string): readonly Uint8Array[] {
    return this.#keys.map(({ key }) => {
      const { d = '' } = key.export({ format: 'jwk' });
      return new Uint8Array(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', purpose, 32));
    });
  }

  /** Rejects with a {@link SealingError}; everything that the header tells is checked before a key is touched. */
  async open(jwe: string, binding: SecretBinding): Promise<Secret> {
    const header = protectedHeader(jwe, MAX_SEALED_CHARS, HEADER);
    const key = this.#keys.find(({ thumbprint }) => thumbprint === header['kid']);
    if (key === undefined) throw new SealingError('unknown_key', 'sealed to a key that is not in the ring');
    if (header['alg'] !== key.algorithm || header['enc'] !== CONTENT_ENCRYPTION)
      throw new SealingError('refused', `only ${key.algorithm} with ${CONTENT_ENCRYPTION} is opened`);
    requireMembers(header, { tenant: binding.tenant, type: binding.type, name: binding.name });
    return new Secret(await decrypted(jwe, key));
  }
}

async function decrypted(jwe: string, { key, algorithm }: RingKey): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    });
    return Buffer.from(plaintext).toString('utf8');
  } catch {
    throw new SealingError('damaged', 'the sealed value was changed or damaged');
  }
}

function jwksOf(json: string): readonly JsonObject[] {
  try {
    const ring: unknown = JSON.parse(json);
    const keys = isJsonObject(ring) ? ring['keys'] : undefined;
    if (isJsonArray(keys) && keys.length > 0 && keys.every(isJsonObject)) return keys;
  } catch {
    // The parser's message would quote the text.
  }
  throw invalid('a key ring is a JSON object {"keys": [...]} with private keys in JWK form');
}

function ringKey(jwk: JsonObject, index: number): RingKey {
  const described = publicKey(jwk);
  if (jwk['kid'] !== undefined && jwk['kid'] !== described.thumbprint)
    throw invalid(`the kid of key ${index} is not its RFC 7638 thumbprint`);
  if (typeof jwk['d'] !== 'string') throw invalid(`key ${index} has no private part`);
  try {
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    // Node takes a private part of another key without complaint.
    const own = publicKey(createPublicKey(key).export({ format: 'jwk' }) as JsonObject);
    if (own.thumbprint === described.thumbprint) return { ...described, key };
  } catch {
    // Node's message may quote members of the key.
  }
  throw invalid(`key ${index} is damaged: its private and public part do not belong together`);
}

const invalid = (message: string) => new SealingError('invalid_key', message);
