import type { Socket } from 'node:net';

/** How bytes get from one end to the other. */
export interface Conditions {
  readonly latencyMs: number;
  /** Up to so much more or less, drawn for each piece; order stays. */
  readonly jitterMs: number;
  readonly bytesPerSecond: number;
  /** Nothing arrives, neither bytes nor an end; what was sent arrives once it is over. */
  readonly isCut: boolean;
}

export const CLEAR: Conditions = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  isCut: false,
};

/** What the sender does not get rid of meanwhile stays in its own buffers, as on a real line. */
const HELD_BYTES = 256 * 1024;

interface Piece {
  readonly at: number;
  readonly bytes?: Buffer;
}

/** One direction of one connection. */
export class Flow {
  #conditions = CLEAR;
  readonly #pieces: Piece[] = [];
  #held = 0;
  /** When the line has taken in all so far, and when the last piece arrives. */
  #lineFreeAt = 0;
  #lastAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (bytes) => this.#take(bytes));
    from.once('end', () => this.#take());
    to.on('drain', () => this.#flush());
    to.once('close', () => clearTimeout(this.#timer));
  }

  set(conditions: Conditions): void {
    this.#conditions = conditions;
    if (conditions.isCut) this.from.pause();
    this.#flush();
  }

  #take(bytes?: Buffer): void {
    const { latencyMs, jitterMs, bytesPerSecond } = this.#conditions;
    const size = bytes?.length ?? 0;
    this.#lineFreeAt = Math.max(this.#lineFreeAt, performance.now()) + (size / bytesPerSecond) * 1_000;
    const latency = Math.max(0, latencyMs + jitterMs * (2 * Math.random() - 1));
    this.#lastAt = Math.max(this.#lastAt, this.#lineFreeAt + latency);
    this.#pieces.push({ at: this.#lastAt, ...(bytes && { bytes }) });
    this.#held += size;
    if (this.#held >= HELD_BYTES) this.from.pause();
    this.#flush();
  }

  /** Hands on what has arrived by now. */
  #flush(): void {
    clearTimeout(this.#timer);
    if (this.#conditions.isCut) return;
    const now = performance.now();
    while (!this.to.writableNeedDrain) {
      const [first] = this.#pieces;
      if (!first || first.at > now) break;
      this.#pieces.shift();
      this.#held -= first.bytes?.length ?? 0;
      if (first.bytes) this.to.write(first.bytes);
      else this.to.end();
    }
    const [next] = this.#pieces;
    if (next && !this.to.writableNeedDrain) this.#timer = setTimeout(() => this.#flush(), Math.max(1, next.at - now));
    if (this.#held < HELD_BYTES) this.from.resume();
  }
}
