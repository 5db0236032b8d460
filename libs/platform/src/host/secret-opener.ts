import type { Secret } from '@hookswitch/connector-sdk';
import type { SecretBinding } from '../sealing/binding.js';
import type { KeyRing } from '../sealing/key-ring.js';

const KEPT_MS = 60_000;
const MAX_KEPT = 1_000;

/** Opens sealed values, and keeps what it opened for a minute at most: opening costs a decryption, keeping costs exposure. */
export class SecretOpener {
  readonly #opened = new Map<string, { readonly secret: Promise<Secret>; readonly until: number }>();

  constructor(
    private readonly ring: KeyRing,
    /** Monotonic milliseconds. */
    private readonly now: () => number,
  ) {}

  /** Rejects with a SealingError. Calls at the same time share one decryption. */
  open(jwe: string, binding: SecretBinding): Promise<Secret> {
    const name = JSON.stringify([binding.tenant, binding.type, binding.name, jwe]);
    const known = this.#opened.get(name);
    if (known && known.until > this.now()) return known.secret;
    if (this.#opened.size >= MAX_KEPT) this.forget(true);
    const secret = this.ring.open(jwe, binding);
    this.#opened.set(name, { secret, until: this.now() + KEPT_MS });
    secret.catch(() => this.#opened.delete(name));
    return secret;
  }

  /** Called once in a while, so that a secret nobody asks for is not kept. */
  forget(all = false): void {
    const now = this.now();
    for (const [name, { until }] of this.#opened) if (all || until <= now) this.#opened.delete(name);
  }
}
