import type { Consumption } from '@hookswitch/messaging';
import type { Ledger, PartitionKey } from '@hookswitch/persistence';
import type { KeyBoard } from './key-board.js';

/** One tenant's ready rows count for no more than this part of the limit, */
const TENANTS_PART = 4;
/** unless all together are so many times as many. */
const AT_MOST = 20;

/**
 * Stops claiming a partition while many of its rows could start at once but for the process being busy, so that overload shows as lag.
 * Rows that a limit, a breaker or a slow target holds back never stop it, nor does the flood of one tenant up to 20 times the limit: others'
 * commands must not wait in Kafka behind it, where nobody can share out turns.
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
    if (!(await this.#isFull(partition, limit))) return;
    this.#paused.add(partition);
    consumption()?.pausePartition(topic, partition);
  }

  /** Goes on with partitions that have caught up. */
  async recheck(): Promise<void> {
    const enough = Math.ceil(this.parts.limit / 2);
    for (const partition of this.#paused) {
      if (await this.#isFull(partition, enough)) continue;
      this.#paused.delete(partition);
      this.parts.consumption()?.resumePartition(this.parts.topic, partition);
    }
  }

  /** The bus has forgotten the pause. */
  forget(partitions: readonly number[]): void {
    for (const partition of partitions) this.#paused.delete(partition);
  }

  async #isFull(partition: number, limit: number): Promise<boolean> {
    const keys = this.parts.board.ready(partition);
    if ((await this.#count(keys, limit)) < limit) return false;
    const part = Math.ceil(limit / TENANTS_PART);
    let sum = 0;
    for (const ofTenant of Object.values(Object.groupBy(keys, ({ key }) => key.split('|', 1)[0] ?? ''))) {
      sum += await this.#count(ofTenant ?? [], part);
      if (sum >= limit) return true;
    }
    return (await this.#count(keys, limit * AT_MOST)) >= limit * AT_MOST;
  }

  async #count(keys: readonly PartitionKey[], limit: number): Promise<number> {
    return keys.length === 0 ? 0 : this.parts.ledger.countReady(keys, limit);
  }
}
