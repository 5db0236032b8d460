import type { Grip, Ledger } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { KeyBoard } from './key-board.js';

export interface DoubtfulStartsParts {
  readonly ledger: Pick<Ledger, 'giveBack'>;
  readonly owner: string;
  readonly board: KeyBoard;
  /** A start whose answer was lost has taken effect within this time, or never will. */
  readonly leaseMs: number;
  readonly log: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const EVERY_MS = 1_000;

/**
 * Starts whose answer was lost, as when Postgres ends in the middle of a commit: they may have taken effect, and then rows are running
 * that nobody performs. Such rows are given back before their lease expires, so that no attempt counts that never began.
 */
export class DoubtfulStarts {
  #until: number | undefined;
  #lookAt = 0;

  constructor(private readonly parts: DoubtfulStartsParts) {}

  /** Rows of this process that it is not working on may never have begun. */
  get any(): boolean {
    return this.#until !== undefined;
  }

  /** The answer to a start did not come. */
  add(): void {
    this.#until = this.parts.now() + this.parts.leaseMs;
    this.#lookAt = 0;
  }

  /** Not while a start is under way: what it takes has not begun either. `begun`: all that has. */
  async giveBack(begun: readonly Grip[]): Promise<void> {
    const { ledger, owner, board, log, now } = this.parts;
    const from = now();
    if (this.#until === undefined || from < this.#lookAt) return;
    const due = await ledger.giveBack(owner, begun, board.partitions);
    this.#lookAt = from + EVERY_MS;
    if (from > this.#until) this.#until = undefined;
    for (const key of due) board.due(key);
    if (due.length > 0) log.info('commands wait again: the answer to their start was lost', { count: due.length });
  }
}
