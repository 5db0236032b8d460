export const FAILURES_TO_OPEN = 10;
export const PROBE_MS = 30_000;

/** What a call tells about the target: it failed (network, time-out, 5xx), it answered, that there were too many calls (429), or nothing. */
export type Signal = 'failure' | 'answer' | 'throttled' | 'nothing';

/** Keeps commands of a partition key back while its target is down, but for one probe every 30 s. Times: monotonic milliseconds. */
export class Breaker {
  #failures = 0;
  #probeAt: number | undefined;

  /** `open`: it was open elsewhere; the first call is a probe. */
  constructor(open = false) {
    if (open) this.#probeAt = 0;
  }

  get isOpen(): boolean {
    return this.#probeAt !== undefined;
  }

  /** When the next call may start as far as time decides; 0: at once, Infinity: not while the probe runs. `running`: calls of the key. */
  opensAt(running: number): number {
    if (this.#probeAt === undefined) return 0;
    return running > 0 ? Number.POSITIVE_INFINITY : this.#probeAt;
  }

  /** How many calls may start; `running`: of the key. */
  allowance(now: number, running: number): number {
    if (this.#probeAt === undefined) return Number.POSITIVE_INFINITY;
    return now >= this.#probeAt && running === 0 ? 1 : 0;
  }

  /** Returns whether it opened or closed by this. */
  note(signal: Signal, now: number): 'opened' | 'closed' | undefined {
    if (signal === 'nothing') return undefined;
    if (signal !== 'failure') return this.#close();
    this.#failures += 1;
    if (this.#failures < FAILURES_TO_OPEN && this.#probeAt === undefined) return undefined;
    const opened = this.#probeAt === undefined;
    this.#probeAt = now + PROBE_MS;
    return opened ? 'opened' : undefined;
  }

  #close(): 'closed' | undefined {
    this.#failures = 0;
    if (this.#probeAt === undefined) return undefined;
    this.#probeAt = undefined;
    return 'closed';
  }
}
