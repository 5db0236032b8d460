import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../../harness/service-process.js';
import { readExposition } from '../../metrics/exposition.js';

const EVERY_MS = 500;

/** Metrics of one service over time, from its admin port. */
export class Gauges {
  readonly #seen: ReadonlyMap<string, number>[] = [];

  constructor(private readonly service: ServiceProcess) {}

  /** Reads them now and then; a service that does not answer is read the next time. */
  async watch(forMs: number): Promise<void> {
    const until = Date.now() + forMs;
    while (Date.now() < until) {
      const read = await gaugesOf(this.service).catch(() => undefined);
      if (read) this.#seen.push(read);
      await sleep(EVERY_MS);
    }
  }

  /** Highest value so far; of no values it is 0. */
  most(name: string): number {
    return Math.max(0, ...this.#seen.map((read) => read.get(name) ?? 0));
  }
}

/** Sum over all labels of each metric. */
export async function gaugesOf({ options }: ServiceProcess): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(new URL('/metrics', options.readyUrl), { signal: AbortSignal.timeout(2_000) });
  const metrics = readExposition(await answer.text());
  return new Map([...metrics].map(([name, { samples }]) => [name, samples.reduce((sum, { value }) => sum + value, 0)]));
}
