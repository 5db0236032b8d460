import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logging/logger.js';

export interface LoopOptions {
  /** For the log when a turn fails. */
  readonly name: string;
  /** One turn; returns in how many milliseconds the next one is due. */
  readonly turn: () => Promise<number>;
  readonly log: Logger;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/** Work that comes back: turn after turn, each when it is due or when somebody knows of something to do. Never gives up. */
export class Loop {
  readonly #stopped = new AbortController();
  #wake: (() => void) | undefined;
  #isKicked = false;
  #failingSince: number | undefined;
  readonly #done: Promise<void>;

  constructor(private readonly options: LoopOptions) {
    this.#done = this.#run();
  }

  /** Begins the next turn at once, or right after the present one. */
  kick(): void {
    this.#isKicked = true;
    this.#wake?.();
  }

  /** How long turns have failed without a break, in milliseconds; 0: the last one was fine. */
  get failingMs(): number {
    return this.#failingSince === undefined ? 0 : performance.now() - this.#failingSince;
  }

  /** Resolves when no turn runs any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wake?.();
    await this.#done;
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  async #run(): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS;
    // The first turn comes after the constructor of whoever made the loop.
    await Promise.resolve();
    while (!this.#isStopped()) {
      this.#isKicked = false;
      try {
        const waitMs = await this.options.turn();
        this.#failingSince = undefined;
        backoffMs = FIRST_BACKOFF_MS;
        await this.#idle(waitMs);
      } catch (error) {
        this.#failingSince ??= performance.now();
        if (!this.#isStopped()) this.options.log.warn(`${this.options.name} failed and is tried again`, { error });
        await sleep(backoffMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
        backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  async #idle(waitMs: number): Promise<void> {
    if (this.#isKicked || this.#isStopped()) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
      this.#wake = resolve;
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
