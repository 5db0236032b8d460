/** A call that is over. Times: monotonic milliseconds. */
export interface EndedCall {
  readonly now: number;
  readonly beganAt: number;
  /** Calls of the key while it ran, with itself. */
  readonly running: number;
  /** Refused for there being too many (429), failed (5xx, network, time-out), or neither. */
  readonly isLoss: boolean;
}

/** With so many a target that nobody knows begins. */
const START = 8;
const LOSS = 0.8;
const SLOWER = 0.9;
/** Latency alone does not push below this: one key may have fast and slow answers. */
const LATENCY_FLOOR = 4;
const SMOOTHING = 0.2;
const DRIFT = 1.001;
/** Less than that is no sign of congestion, whatever its proportion. */
const NOISE_MS = 100;

/**
 * How many calls of a key may run at a time: one more for each round of answers while all places are used, a fifth fewer for a round
 * with a loss, a tenth fewer for one that is twice as slow as the target can be.
 */
export class AdaptiveLimit {
  #limit: number;
  #cutAt = Number.NEGATIVE_INFINITY;
  #smoothed: number | undefined;
  #best = Number.POSITIVE_INFINITY;

  constructor(private readonly most: number) {
    this.#limit = Math.min(START, most);
  }

  get value(): number {
    return Math.floor(this.#limit);
  }

  /** At most one cut for each round: calls that had started before the last one tell nothing new. */
  ended({ now, beganAt, running, isLoss }: EndedCall): void {
    const isSlow = !isLoss && this.#isSlow(now - beganAt);
    if (isLoss || isSlow) {
      if (beganAt < this.#cutAt) return;
      this.#cutAt = now;
      const floor = isLoss ? 1 : Math.min(LATENCY_FLOOR, this.#limit);
      this.#limit = Math.max(floor, this.#limit * (isLoss ? LOSS : SLOWER));
    } else if (running >= this.value) {
      this.#limit = Math.min(this.most, this.#limit + 1 / this.#limit);
    }
  }

  #isSlow(took: number): boolean {
    this.#best = Math.min(took, this.#best * DRIFT);
    this.#smoothed = (this.#smoothed ?? took) * (1 - SMOOTHING) + took * SMOOTHING;
    return this.#smoothed > 2 * this.#best + NOISE_MS;
  }
}
