import { setTimeout as sleep } from 'node:timers/promises';
import { PersistenceError, type Ledger, type Settled, type Settlement } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';

const MAX_BATCH = 200;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * C6 for all attempts that end at about the same time: while one transaction runs, the next batch gathers. An attempt that ended is
 * worth waiting for, so a database that is away is asked again until it answers or the process goes.
 */
export class SettleQueue {
  #waiting: Entry[] = [];
  #isRunning = false;

  constructor(
    private readonly parts: {
      readonly ledger: Pick<Ledger, 'settle'>;
      readonly owner: string;
      readonly owned: () => readonly number[];
      readonly log: Logger;
      /** The process goes: what cannot be written now stays `running` until its lease expires. */
      readonly gone: AbortSignal;
    },
  ) {}

  /** undefined: it could not be written. */
  settle(settlement: Settlement): Promise<Settled | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ settlement, resolve });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, MAX_BATCH));
    this.#isRunning = false;
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !this.parts.gone.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const error = await this.#once(batch);
      if (error === undefined) return;
      if (isRefusal(error)) {
        await this.#oneByOne(batch, error);
        return;
      }
      this.parts.log.warn('an outcome cannot be written yet', { count: batch.length, error });
      await sleep(waitMs, undefined, { signal: this.parts.gone }).catch(() => undefined);
    }
    for (const { resolve } of batch) resolve(undefined);
  }

  async #once(batch: readonly Entry[]): Promise<unknown> {
    const settlements = batch.map(({ settlement }) => settlement);
    try {
      const settled = await this.parts.ledger.settle(this.parts.owner, settlements, this.parts.owned());
      batch.forEach(({ resolve }, index) => resolve(settled[index]));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** The database takes the statement amiss, not its absence: one of many must not take the others with it. */
  async #oneByOne(batch: readonly Entry[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const entry of batch) await this.#write([entry]);
      return;
    }
    this.parts.log.error('an outcome cannot be written; its attempt will count as unknown', {
      command: batch[0]?.settlement.id,
      error,
    });
    for (const { resolve } of batch) resolve(undefined);
  }
}

interface Entry {
  readonly settlement: Settlement;
  readonly resolve: (settled: Settled | undefined) => void;
}

const isRefusal = (error: unknown): boolean => error instanceof PersistenceError && error.code === 'failed';
