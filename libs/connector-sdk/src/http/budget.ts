/** The time of one request. Its signal ends the request; `why` tells what ended it. */
export class Budget {
  private readonly controller = new AbortController();
  private readonly timers: NodeJS.Timeout[];
  private readonly onAbort = () => this.stop('aborted');
  private reason: 'timeout' | 'aborted' | undefined;

  constructor(
    { timeoutMs, headersMs }: { readonly timeoutMs: number; readonly headersMs: number },
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timers = [timeoutMs, headersMs].map((ms) => setTimeout(() => this.stop('timeout'), ms));
    if (outer?.aborted) this.stop('aborted');
    outer?.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }
  get why(): 'timeout' | 'aborted' | undefined {
    return this.reason;
  }

  headersArrived(): void {
    clearTimeout(this.timers[1]);
  }

  /** Must be called when the request is over. */
  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.outer?.removeEventListener('abort', this.onAbort);
  }

  private stop(reason: 'timeout' | 'aborted'): void {
    this.reason ??= reason;
    this.controller.abort();
  }
}
