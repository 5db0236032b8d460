const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;

/** Counts what came for a key within a minute. A message has few receipts, so that more come from somebody who has seen its URL. */
export class ReceiptLimiter {
  private readonly windows = new Map<string, { readonly endsAt: number; count: number }>();

  constructor(private readonly now: () => number) {}

  /** Seconds to wait; 0: it is one of the `most` that a minute may bring. */
  take(key: string, most: number): number {
    const now = this.now();
    const window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      this.windows.delete(key);
      this.windows.set(key, { endsAt: now + WINDOW_MS, count: 1 });
      this.forgetOldest(now);
      return 0;
    }
    window.count += 1;
    return window.count <= most ? 0 : Math.ceil((window.endsAt - now) / 1_000);
  }

  /** Windows are in order of their end. */
  private forgetOldest(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size <= MAX_KEYS) return;
      this.windows.delete(key);
    }
  }
}
