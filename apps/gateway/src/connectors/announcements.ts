import type { Topics } from '@hookswitch/domain';
import { MessagingError, type BusRecord, type EventBus } from '@hookswitch/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { withinDeadline } from '../core/within-deadline.js';
import { ApiError } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';

const PATIENCE_MS = 5_000;

/**
 * How far this gateway has taken what connectors announced. Nobody is told that there is no such connector before everything is taken that
 * was announced until then, so a connector that is ready can be used at once.
 */
@Injectable()
export class Announcements {
  /** Per partition, the offset after the last record that was taken. */
  private readonly taken = new Map<number, number>();
  private moved = Promise.withResolvers<undefined>();

  constructor(
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** From the follower, once what the records say is in the database. */
  took(records: readonly BusRecord[]): void {
    for (const { partition, offset } of records) this.taken.set(partition, offset + 1);
    this.moved.resolve(undefined);
    this.moved = Promise.withResolvers<undefined>();
  }

  /**
   * What `ask` answers; it is asked again, with everything taken, where it knows a connector not: by an {@link ApiError} or by the errors in
   * its answer. Rejects with `connectors_unread` when that is not to be found out within a few seconds. Not for use inside a transaction.
   */
  async answer<T>(ask: () => Promise<T>, errorsIn: (answer: T) => readonly Mistake[] = () => []): Promise<T> {
    try {
      const answer = await ask();
      if (!errorsIn(answer).some(isUnknownConnector)) return answer;
    } catch (error) {
      if (!(error instanceof ApiError && error.errors?.some(isUnknownConnector))) throw error;
    }
    await this.allTaken();
    return ask();
  }

  private async allTaken(): Promise<void> {
    const until = this.now() + PATIENCE_MS;
    try {
      const ends = await withinDeadline(this.ends(), PATIENCE_MS);
      const isBehind = () => [...ends].some(([partition, end]) => (this.taken.get(partition) ?? 0) < end);
      while (isBehind()) await withinDeadline(this.moved.promise, until - this.now());
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      const detail = 'A connector that is named here may have announced itself a moment ago: send the request again.';
      throw new ApiError('connectors_unread', detail, { headers: { 'Retry-After': '2' }, cause: error });
    }
  }

  /** Where the partitions that hold something not yet taken end: after their last record, as compaction leaves gaps before `next`. */
  private async ends(): Promise<ReadonlyMap<number, number>> {
    const ends = new Map<number, number>();
    const topic = this.topics.connectors;
    for (const [partition, { first, next }] of (await this.bus.offsets(topic)).entries()) {
      const from = Math.max(first, this.taken.get(partition) ?? 0);
      if (from >= next) continue;
      for await (const records of this.bus.read(topic, partition, from, next)) {
        for (const { offset } of records) ends.set(partition, offset + 1);
      }
    }
    return ends;
  }
}

const isUnknownConnector = ({ code }: Mistake): boolean => code === 'unknown_connector';
