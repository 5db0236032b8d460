import { MessagingError, type Position } from '../port.js';

/** One call of `publish`: ends when all its records are stored, when one fails, or when its time is up. */
export class PublishCall {
  readonly settled: Promise<readonly Position[]>;
  readonly #positions: Position[];
  readonly #timer: NodeJS.Timeout;
  #missing: number;
  #resolve!: (positions: readonly Position[]) => void;
  #reject!: (error: unknown) => void;
  over = false;

  constructor(records: number, timeoutMs: number) {
    this.#missing = records;
    this.#positions = new Array<Position>(records);
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const late = () => this.fail(new MessagingError('timeout', `not acknowledged within ${timeoutMs} ms`));
    this.#timer = setTimeout(late, timeoutMs);
  }

  stored(index: number, position: Position): void {
    this.#positions[index] = position;
    if (--this.#missing > 0 || this.over) return;
    this.#end();
    this.#resolve(this.#positions);
  }

  fail(error: unknown): void {
    if (this.over) return;
    this.#end();
    this.#reject(error);
  }

  attempt(work: () => void): void {
    if (this.over) return;
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  #end(): void {
    this.over = true;
    clearTimeout(this.#timer);
  }
}
