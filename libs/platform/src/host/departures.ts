/** A place in the queue of one partition key. */
export interface Departure {
  /** Settles when all that started before has left. */
  readonly before: Promise<void>;
  /** Lets the next one go; more than once does no harm. */
  readonly left: () => void;
}

/**
 * Lets requests of a partition key leave in the order in which their attempts started, although some take longer to prepare than others.
 * Only leaving is in turn: nobody waits for an answer.
 */
export class Departures {
  readonly #last = new Map<string, Promise<void>>();

  next(key: string): Departure {
    const before = this.#last.get(key) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const after: Promise<void> = before.then(() => promise).then(() => this.#forget(key, after));
    this.#last.set(key, after);
    return { before, left: () => resolve(undefined) };
  }

  #forget(key: string, after: Promise<void>): void {
    if (this.#last.get(key) === after) this.#last.delete(key);
  }
}
