import type { Consumption } from '@hookswitch/messaging';
import type { Ledger } from '@hookswitch/persistence';
import type { KeyBoard } from './key-board.js';

/**
 * Stops claiming a partition while many of its rows could start at once but for the process being busy, so that overload shows as lag.
 * Rows that a limit, a breaker or a slow target holds back never stop it.
 */
export class Backpressure {
  readonly #paused = new Set<number>();

  constructor(
    private readonly parts: {
      readonly ledger: Pick<Ledger, 'countReady'>;
      readonly board: KeyBoard;
      readonly topic: string;
      readonly consumption: () => Consumption | undefined;
      readonly limit: number;
    },
  ) {}

  async afterClaim(partition: number): Promise<void> {
    const { limit, topic, consumption } = this.parts;
    if ((await this.#ready(partition, limit)) < limit) return;
    this.#paused.add(partition);
    consumption()?.pausePartition(topic, partition);
  }

  /** Goes on with partitions that have caught up. */
  async recheck(): Promise<void> {
    const enough = Math.ceil(this.parts.limit / 2);
    for (const partition of this.#paused) {
      if ((await this.#ready(partition, enough)) >= enough) continue;
      this.#paused.delete(partition);
      this.parts.consumption()?.resumePartition(this.parts.topic, partition);
    }
  }

  /** The bus has forgotten the pause. */
  forget(partitions: readonly number[]): void {
    for (const partition of partitions) this.#paused.delete(partition);
  }

  async #ready(partition: number, limit: number): Promise<number> {
    const keys = this.parts.board.ready(partition);
    return keys.length === 0 ? 0 : this.parts.ledger.countReady(keys, limit);
  }
}
