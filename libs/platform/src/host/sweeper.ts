import type { CommandError } from '@hookswitch/domain';
import type { Ended, Ledger, LostSettlement, Settled, StartedCommand } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import { decide } from './decide.js';
import type { KeyBoard } from './key-board.js';
import { idsOf } from './run-call.js';
import { factsOf, settlementOf } from './worker.js';

export interface SweeperParts {
  readonly ledger: Pick<Ledger, 'lost' | 'settleLost' | 'endOverdue' | 'wakeups' | 'dueKeys' | 'prune'>;
  readonly board: KeyBoard;
  readonly running: () => readonly StartedCommand[];
  /** Whether the row is about to be given back, so that its lease means nothing. */
  readonly isDoubtful: (row: StartedCommand) => boolean;
  readonly canReconcile: boolean;
  readonly broken: () => readonly string[];
  readonly log: Logger;
  readonly onEnded: (ended: readonly Pick<Ended, 'status' | 'reason'>[]) => void;
  /** Results or due rows have come about. */
  readonly onNews: () => void;
}

const PROCESS_LOST: CommandError = {
  code: 'process_lost',
  message: 'The process ended before it could tell the outcome; the request may have had its effect.',
  class: 'unknown',
};
const KEPT_MS = 35 * 86_400_000;
const PRUNED_AT_ONCE = 500;

/** What happens to rows of the owned partitions without a call: leases that ran out, expiry, giving up, keys that others made due. */
export class Sweeper {
  constructor(private readonly parts: SweeperParts) {}

  async sweep(): Promise<void> {
    const { ledger, board, broken, onEnded, onNews } = this.parts;
    const partitions = board.partitions.filter((partition) => !board.isSuspended(partition));
    if (partitions.length === 0) return;
    const woken = await ledger.wakeups(partitions);
    for (const key of woken) board.due({ ...key, dueInMs: 0 });
    const ended = await ledger.endOverdue(partitions, broken());
    onEnded(ended);
    const settled = await this.#settleLost(partitions);
    if (woken.length + ended.length + settled > 0) onNews();
  }

  /** Learns every key of some partitions that has waiting rows. */
  async learn(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) await this.#learnOne(partition);
    if (partitions.length > 0) this.parts.onNews();
  }

  /** One small batch of what need not be kept any more; returns whether there may be more. */
  async prune(): Promise<boolean> {
    return (await this.parts.ledger.prune({ olderThanMs: KEPT_MS, limit: PRUNED_AT_ONCE })) >= PRUNED_AT_ONCE;
  }

  async #learnOne(partition: number): Promise<void> {
    const { ledger, board } = this.parts;
    let page = await ledger.dueKeys(partition);
    while (page.length > 0) {
      for (const due of page) board.due(due);
      page = await ledger.dueKeys(partition, page.at(-1)?.key);
    }
  }

  async #settleLost(partitions: readonly number[]): Promise<number> {
    const { ledger, board, running, isDoubtful, log, onEnded } = this.parts;
    const lost = (await ledger.lost(partitions, running())).filter((row) => !isDoubtful(row));
    if (lost.length === 0) return 0;
    const settled = await ledger.settleLost(
      lost.map((row) => this.#verdictOn(row)),
      board.partitions,
    );
    for (const row of lost)
      log.warn('an attempt is lost: its process did not say what came of it', {
        ...idsOf(row.command),
        attempt: row.attempt,
      });
    onEnded(settled.flatMap(endOf));
    for (const each of settled) {
      if (each.kind === 'waiting') board.due(each);
      if (each.frees) board.due({ ...each.frees, dueInMs: 0 });
    }
    return settled.length;
  }

  /** A lost poll or question says nothing about the attempt and is put again. */
  #verdictOn(row: StartedCommand): LostSettlement {
    const kind = row.next === 'perform' ? 'unknown' : 'no_answer';
    const facts = factsOf(row, this.parts.canReconcile);
    return { ...settlementOf(row, decide(facts, { kind, error: PROCESS_LOST }, Math.random())), owner: row.owner };
  }
}

const endOf = (settled: Settled): readonly Pick<Ended, 'status' | 'reason'>[] =>
  settled.kind === 'ended' ? [settled] : [];
