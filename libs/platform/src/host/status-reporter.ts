import type { StatusRecord, Topics } from '@hookswitch/domain';
import { encodeMessage, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import type { Logger } from '../logging/logger.js';
import { Loop } from './loop.js';

const IDLE_MS = 60_000;

/** Writes what the gateway should show to the status topic; of several changes of one key the last counts. */
export class StatusReporter {
  readonly #changes = new Map<string, StatusRecord | undefined>();
  readonly #later = new Set<NodeJS.Timeout>();
  readonly #loop: Loop;

  constructor(
    private readonly parts: {
      readonly bus: Pick<EventBus, 'publish'>;
      readonly topics: Pick<Topics, 'status'>;
      readonly type: string;
      readonly log: Logger;
    },
  ) {
    this.#loop = new Loop({ name: 'publishing status', turn: () => this.#turn(), log: parts.log });
  }

  /** undefined: all is well. */
  set(kind: StatusRecord['kind'], about: string, record: StatusRecord | undefined): void {
    this.#changes.set(`${this.parts.type}|${kind}|${about}`, record);
    this.#loop.kick();
  }

  clearLater(kind: StatusRecord['kind'], about: string, ms: number): void {
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      this.set(kind, about, undefined);
    }, ms);
    this.#later.add(timer.unref());
  }

  /** Writes what is left, unless the bus is away. */
  async close(): Promise<void> {
    for (const timer of this.#later) clearTimeout(timer);
    await this.#loop.stop();
    await this.#turn().catch(() => undefined);
  }

  async #turn(): Promise<number> {
    const changes = [...this.#changes];
    if (changes.length === 0) return IDLE_MS;
    await this.parts.bus.publish(changes.map(([key, record]) => this.#recordOf(key, record)));
    for (const [key, record] of changes) if (this.#changes.get(key) === record) this.#changes.delete(key);
    return this.#changes.size > 0 ? 0 : IDLE_MS;
  }

  #recordOf(key: string, record: StatusRecord | undefined): OutgoingRecord {
    const topic = this.parts.topics.status;
    return record === undefined ? { topic, key, value: null } : encodeMessage('status', topic, key, record);
  }
}
