import type { Command } from '@hookswitch/domain';
import type { KeyRing } from '../sealing/key-ring.js';
import { receiptKey, type ReceiptKey } from './receipt-keys.js';
import { receiptToken, type ReceiptClaim, type ReceiptPlace } from './receipt-token.js';

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

  /** Of one message. Undefined: there is nowhere to report to. */
  urlFor(
    { id: command, tenant, hopcount = 0, event }: Pick<Command, 'id' | 'tenant' | 'hopcount' | 'event'>,
    provider: string,
    connection: string,
  ): string | undefined {
    return this.#signed({ provider, connection }, { tenant, sent: { command, subject: event.subject, hopcount } });
  }

  /** Of all messages of a connection, for providers that are told once where to report. */
  urlOf(tenant: string, provider: string, connection: string): string | undefined {
    return this.#signed({ provider, connection }, { tenant });
  }

  /** The URL that a provider called, from path and query as they came. */
  absolute(target: string): string | undefined {
    return this.#base === undefined ? undefined : `${this.#base}${target}`;
  }

  #signed(place: ReceiptPlace, claim: ReceiptClaim): string | undefined {
    const [primary] = this.#keys;
    if (primary === undefined) return undefined;
    const token = receiptToken(primary.privateKey, place, claim);
    const url = this.absolute(`/v1/receipts/${place.provider}/${place.connection}?t=${token}`);
    return url !== undefined && url.length <= MAX_LENGTH ? url : undefined;
  }
}
