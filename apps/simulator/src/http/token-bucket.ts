/** Lets `burst` through at once and one more every `everyMs`; `now` in milliseconds. */
export class TokenBucket {
  #tokens: number;
  #at: number | undefined;

  constructor(
    private readonly burst: number,
    private readonly everyMs: number,
  ) {
    this.#tokens = burst;
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.burst, this.#tokens + (now - (this.#at ?? now)) / this.everyMs);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
