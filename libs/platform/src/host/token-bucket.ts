export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * Keeps the rate of one partition key. It is empty when the partition arrives, since nobody knows what its last owner has just used.
 * Times: monotonic milliseconds.
 */
export class TokenBucket {
  #tokens = 0;
  #at: number;

  #rate: Rate;

  constructor(rate: Rate, since: number) {
    this.#rate = rate;
    this.#at = since;
  }

  get rate(): Rate {
    return this.#rate;
  }

  /** Another rate from now on; what there is stays, as far as it may. */
  change(rate: Rate, now: number): void {
    this.#refill(now);
    this.#rate = rate;
    this.#tokens = Math.min(this.#tokens, rate.burst);
  }

  available(now: number): number {
    this.#refill(now);
    return Math.floor(this.#tokens + EPSILON);
  }

  take(count: number, now: number): void {
    this.#refill(now);
    this.#tokens -= count;
  }

  /** When the next whole token will be there. */
  nextAt(now: number): number {
    this.#refill(now);
    const missing = Math.max(0, 1 - this.#tokens);
    return now + (missing * MINUTE_MS) / this.#rate.perMinute;
  }

  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#rate.burst;
  }

  #refill(now: number): void {
    const gained = (Math.max(0, now - this.#at) * this.#rate.perMinute) / MINUTE_MS;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#at = Math.max(this.#at, now);
  }
}

const MINUTE_MS = 60_000;
/** A token that is due at this very moment is there, whatever floating point makes of it. */
const EPSILON = 1e-9;
