const WINDOW_MS = 60_000;
const MAX_FAILURES = 10;
const MAX_ADDRESSES = 10_000;

/** Counts wrong credentials per client address: after ten in a minute, the address has to wait until the minute is over. */
export class FailureLimiter {
  private readonly windows = new Map<string, { readonly endsAt: number; failures: number }>();

  constructor(private readonly now: () => number) {}

  /** Seconds to wait; 0 when the address may try. */
  waitSeconds(address: string): number {
    const window = this.windows.get(address);
    if (!window || window.failures < MAX_FAILURES) return 0;
    return Math.max(0, Math.ceil((window.endsAt - this.now()) / 1_000));
  }

  failed(address: string): void {
    const now = this.now();
    const window = this.windows.get(address);
    if (window && window.endsAt > now) window.failures += 1;
    else {
      this.windows.delete(address);
      this.windows.set(address, { endsAt: now + WINDOW_MS, failures: 1 });
      this.forgetOldest(now);
    }
  }

  /** Windows are in order of their end, as each lasts a minute. An attacker with many addresses must not fill the memory. */
  private forgetOldest(now: number): void {
    for (const [address, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size <= MAX_ADDRESSES) return;
      this.windows.delete(address);
    }
  }
}
