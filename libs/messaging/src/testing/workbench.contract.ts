import { afterEach } from '@jest/globals';
import { eventually, uniquePrefix } from '@hookswitch/testing';
import type { Batch, BusRecord, ConsumeOptions, Consumption, EventBus, OutgoingRecord, TopicSpec } from '../port.js';

/** Topics and groups that no other spec uses, and members that are stopped after each test. */
export class Workbench {
  readonly #prefix = uniquePrefix();
  readonly #open: Consumption[] = [];
  #bus: EventBus | undefined;
  #made = 0;

  constructor() {
    afterEach(async () => {
      await Promise.all(this.#open.splice(0).map((each) => each.stop()));
    });
  }

  open(bus: EventBus): void {
    this.#bus = bus;
  }

  get bus(): EventBus {
    if (!this.#bus) throw new Error('the bus is not open yet');
    return this.#bus;
  }

  name(): string {
    this.#made += 1;
    return `${this.#prefix}.${this.#made}`;
  }

  async topic(spec: Partial<TopicSpec> = {}): Promise<string> {
    const name = spec.name ?? this.name();
    await this.bus.ensureTopics([{ name, partitions: 1, cleanup: 'delete', timestamps: 'broker', ...spec }]);
    return name;
  }

  /** Publishes these values one by one in one call, to one partition. */
  async fill(topic: string, values: readonly string[], partition = 0): Promise<void> {
    await this.bus.publish(values.map((value): OutgoingRecord => ({ topic, partition, key: value, value })));
  }

  async consume(
    options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'topics' | 'onBatch'>,
  ): Promise<{ readonly member: Consumption; readonly group: string }> {
    const group = options.group ?? this.name();
    const member = await this.bus.consume({ ...options, group });
    this.#open.push(member);
    return { member, group };
  }

  keep(consumption: Consumption): Consumption {
    this.#open.push(consumption);
    return consumption;
  }
}

export const values = (records: readonly BusRecord[]): (string | null)[] =>
  records.map(({ value }) => value?.toString() ?? null);

export const numbered = (count: number, prefix = 'r'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Takes everything down and commits it. */
export function collector(): {
  readonly seen: (string | null)[];
  readonly onBatch: (batch: Batch) => Promise<void>;
  until(count: number): Promise<unknown>;
} {
  const seen: (string | null)[] = [];
  return {
    seen,
    onBatch: async (batch) => {
      seen.push(...values(batch.records));
      await batch.commit(endOf(batch));
    },
    until: (count) => eventually(`${count} records`, () => seen.length >= count),
  };
}

export const endOf = ({ records }: Batch): number => (records.at(-1)?.offset ?? -1) + 1;

/** A promise that the test settles itself. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
