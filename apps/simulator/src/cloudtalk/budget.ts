const LIMIT = 60;
const WINDOW_MS = 60_000;

/** CloudTalk's one budget for all calls of a company: 60 in a minute, counted from the first. */
export class Budget {
  #until = 0;
  #left = LIMIT;

  /** Takes one; says whether it was there, and the headers that tell. */
  take(now: number): { readonly ok: boolean; readonly headers: Record<string, string> } {
    if (now >= this.#until) {
      this.#until = now + WINDOW_MS;
      this.#left = LIMIT;
    }
    const ok = this.#left > 0;
    if (ok) this.#left -= 1;
    return { ok, headers: budgetHeaders(this.#left, Math.ceil(this.#until / 1000)) };
  }
}

/** `reset` in seconds since the epoch. */
export const budgetHeaders = (left: number, reset: number): Record<string, string> => ({
  'x-cloudtalkapi-limit': String(LIMIT),
  'x-cloudtalkapi-remaining': String(left),
  'x-cloudtalkapi-resettime': String(reset),
});
