import type { Command } from '@hookswitch/domain';
import type { KeyRing } from '../sealing/key-ring.js';
import { receiptKey, type ReceiptKey } from './receipt-keys.js';
import { receiptToken } from './receipt-token.js';

/** Longer ones are cut off or refused by providers. */
const MAX_LENGTH = 2_000;

/** Where providers report what became of what one connector type sent. */
export class ReceiptUrls {
  readonly #keys: readonly ReceiptKey[];
  readonly #base: string | undefined;

  /** `publicUrl`: where the gateway is reached from outside; without it there are no receipts. */
  constructor(ring: KeyRing, type: string, publicUrl: string | undefined) {
    this.#keys = ring.derive(`hookswitch receipts of ${type}`).map(receiptKey);
    this.#base = publicUrl?.replace(/\/+$/, '');
  }

  /** For the manifest: the primary first, and those whose tokens are still under way. */
  publicKeys(): readonly string[] {
    return this.#keys.map(({ publicKey }) => publicKey);
  }

  /** Undefined: there is nowhere to report to. */
  urlFor(
    { id: command, tenant, hopcount = 0, event }: Pick<Command, 'id' | 'tenant' | 'hopcount' | 'event'>,
    provider: string,
    connection: string,
  ): string | undefined {
    const [primary] = this.#keys;
    if (this.#base === undefined || primary === undefined) return undefined;
    const claim = { tenant, command, subject: event.subject, hopcount };
    const token = receiptToken(primary.privateKey, { provider, connection }, claim);
    const url = this.absolute(`/v1/receipts/${provider}/${connection}?t=${token}`);
    return url !== undefined && url.length <= MAX_LENGTH ? url : undefined;
  }

  /** The URL that a provider called, from path and query as they came. */
  absolute(target: string): string | undefined {
    return this.#base === undefined ? undefined : `${this.#base}${target}`;
  }
}
