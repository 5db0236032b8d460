import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From a millisecond to a minute, in seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * The metrics of a process. Asking for a name again gives the same metric, so that two services of one process share it.
 * Names end in their unit or `_total`; tenants, workflows, hosts and subjects are never labels.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #updates: (() => Promise<void> | void)[] = [];

  counter<L extends string>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return this.#get(
      name,
      Counter<L>,
      () => new Counter({ name, help, labelNames: [...labels], registers: [this.registry] }),
    );
  }

  gauge<L extends string>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return this.#get(
      name,
      Gauge<L>,
      () => new Gauge({ name, help, labelNames: [...labels], registers: [this.registry] }),
    );
  }

  /** `buckets`: upper bounds; the default suits seconds. */
  histogram<L extends string>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    buckets: readonly number[] = DURATION_BUCKETS,
  ): Histogram<L> {
    return this.#get(
      name,
      Histogram<L>,
      () => new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.registry] }),
    );
  }

  /** Event loop, memory, CPU and garbage collection of the process. */
  collectDefaults(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  /** Called before each scrape, to set gauges that are worth computing only then; a failure leaves their last values. */
  beforeScrape(update: () => Promise<void> | void): void {
    this.#updates.push(update);
  }

  /** In the text format that Prometheus scrapes. */
  async render(): Promise<string> {
    await Promise.allSettled(this.#updates.map(async (update) => update()));
    return this.registry.metrics();
  }

  #get<T extends object>(name: string, kind: abstract new (...args: never[]) => T, create: () => T): T {
    const known: unknown = this.registry.getSingleMetric(name);
    if (known === undefined) return create();
    if (known instanceof kind) return known;
    throw new Error(`metric ${name} exists with another kind`);
  }
}
