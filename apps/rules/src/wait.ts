/** Waits for a state that says when it has changed. */
export class Waiting {
  readonly #waiters = new Set<() => void>();

  /** Resolves with true once the condition holds, with false when the signal is aborted before. */
  async until(holds: () => boolean, signal: AbortSignal): Promise<boolean> {
    if (holds()) return true;
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const look = () => {
      if (holds()) resolve(true);
    };
    const giveUp = () => resolve(false);
    this.#waiters.add(look);
    signal.addEventListener('abort', giveUp);
    try {
      return await promise;
    } finally {
      this.#waiters.delete(look);
      signal.removeEventListener('abort', giveUp);
    }
  }

  changed(): void {
    for (const look of [...this.#waiters]) look();
  }
}
