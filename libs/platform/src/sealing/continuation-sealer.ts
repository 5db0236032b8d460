import { createHash } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Continuation } from '@hookswitch/domain';
import { CONTENT_ENCRYPTION } from './binding.js';
import { continuationKeys } from './continuation-keys.js';
import { protectedHeader, requireMembers } from './header.js';
import { SealingError } from './sealing-error.js';

/** What a continuation is bound to: the command that carries it, and that command's run and tenant. */
export interface ContinuationBinding {
  readonly command: string;
  readonly run: string;
  readonly tenant: string;
}

const HEADER = ['alg', 'enc', 'kid', 'command', 'run', 'tenant'];
const MAX_SEALED_CHARS = 512 * 1024;

interface SealingKey {
  readonly kid: string;
  readonly key: Uint8Array;
}

/** Seals continuations for the journey through a connector and back: only rules reads them, and nobody can change or exchange them. */
export class ContinuationSealer {
  readonly #primary: SealingKey;
  readonly #keys: ReadonlyMap<string, SealingKey>;

  /** The first key seals, all of them open. Each has 32 bytes. */
  constructor(keys: readonly Uint8Array[]) {
    const [primary, ...others] = keys.map(sealingKey);
    if (primary === undefined) throw new SealingError('invalid_key', 'there is no key to seal continuations with');
    this.#primary = primary;
    this.#keys = new Map([primary, ...others].map((entry) => [entry.kid, entry]));
  }

  /** From the text of `HOOKSWITCH_RULES_KEYS`. */
  static parse(text: string): ContinuationSealer {
    return new ContinuationSealer(continuationKeys(text) ?? []);
  }

  /** Rejects with a {@link SealingError} `too_large` when the result would have more than 512 KiB. */
  async seal(continuation: Continuation): Promise<string> {
    const { command, run, tenant } = continuation;
    const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(continuation)))
      .setProtectedHeader({ alg: 'dir', enc: CONTENT_ENCRYPTION, kid: this.#primary.kid, command, run, tenant })
      .encrypt(this.#primary.key);
    if (sealed.length > MAX_SEALED_CHARS) throw new SealingError('too_large', 'the continuation has more than 512 KiB');
    return sealed;
  }

  /** undefined for whatever rules did not seal for this command: the caller must not go on with it. */
  async open(text: string, expected: ContinuationBinding): Promise<Continuation | undefined> {
    try {
      const header = protectedHeader(text, MAX_SEALED_CHARS, HEADER);
      requireMembers(header, {
        alg: 'dir',
        enc: CONTENT_ENCRYPTION,
        command: expected.command,
        run: expected.run,
        tenant: expected.tenant,
      });
      const known = typeof header['kid'] === 'string' ? this.#keys.get(header['kid']) : undefined;
      if (known === undefined) return undefined;
      const { plaintext } = await compactDecrypt(text, known.key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
      });
      // Whatever opens was written by this class.
      return JSON.parse(Buffer.from(plaintext).toString('utf8')) as Continuation;
    } catch {
      return undefined;
    }
  }
}

function sealingKey(key: Uint8Array): SealingKey {
  if (key.length !== 32) throw new SealingError('invalid_key', 'a key for continuations has 32 bytes');
  return { kid: createHash('sha256').update(key).digest('base64url').slice(0, 16), key };
}
