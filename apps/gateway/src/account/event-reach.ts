import { setTimeout as after } from 'node:timers/promises';
import type { Topics } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import type { Reach } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, CONTEXT, TOPICS, type ServiceContext } from '../core/tokens.js';

const LOOK_MS = 200;

/** `behind`: records of rules' accounts that the recorder has yet to take; above 0, nothing can be said about what they name. */
export interface Reached {
  readonly reach: readonly Reach[];
  readonly behind: number;
}

/** How far rules has come in the event log, once the recorder has taken what rules said on the way there. */
@Injectable()
export class EventReach {
  constructor(
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CONTEXT) private readonly context: ServiceContext,
  ) {}

  /** Waits at most `patienceMs` for the recorder. Rejects with a MessagingError. */
  async read(patienceMs: number): Promise<Reached> {
    const reach = await this.reach();
    // Read after the commits: each of them was preceded by its account.
    const said = (await this.bus.offsets(this.topics.runs)).map(({ next }) => next);
    const until = performance.now() + patienceMs;
    for (;;) {
      const behind = await this.behind(said);
      if (behind === 0 || performance.now() >= until) return { reach, behind };
      await after(LOOK_MS);
    }
  }

  private async reach(): Promise<readonly Reach[]> {
    const committed = await this.committed('rules', this.topics.events);
    const offsets = await this.bus.offsets(this.topics.events);
    return offsets.flatMap(({ first }, partition) => {
      const next = committed.get(partition)?.offset;
      return next === undefined || next <= first ? [] : [{ partition, first, next }];
    });
  }

  private async behind(said: readonly number[]): Promise<number> {
    const taken = await this.committed('recorder', this.topics.runs);
    const offsets = await this.bus.offsets(this.topics.runs);
    return said.reduce((sum, next, partition) => {
      const from = Math.max(taken.get(partition)?.offset ?? 0, offsets[partition]?.first ?? 0);
      return sum + Math.max(0, next - from);
    }, 0);
  }

  private committed(group: string, topic: string) {
    return this.bus.committed(`${this.context.config.topicPrefix}.${group}`, topic);
  }
}
