import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type MetricConfiguration } from 'prom-client';
import { CATALOGUE, type LabelOf, type Metric, type MetricName, type NameOf } from './catalogue.js';
import { meterRuntime } from './meter-runtime.js';

/**
 * The metrics of a process, each as the catalogue has it. Asking for one again gives the same one, so that two services of one process
 * share it. Ask at the start rather than when there is something to count: an alert needs the zero before.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #updates: (() => Promise<void> | void)[] = [];

  counter<N extends NameOf<'counter'>>(name: N): Counter<LabelOf<N>> {
    return this.#get(name, Counter<LabelOf<N>>, (configuration) => new Counter(configuration));
  }

  gauge<N extends NameOf<'gauge'>>(name: N): Gauge<LabelOf<N>> {
    return this.#get(name, Gauge<LabelOf<N>>, (configuration) => new Gauge(configuration));
  }

  histogram<N extends NameOf<'histogram'>>(name: N): Histogram<LabelOf<N>> {
    const buckets = [...(CATALOGUE[name].buckets ?? [])];
    return this.#get(name, Histogram<LabelOf<N>>, (configuration) => new Histogram({ ...configuration, buckets }));
  }

  /** Event loop, memory, CPU and garbage collection of the process. */
  collectDefaults(): this {
    collectDefaultMetrics({ register: this.registry });
    meterRuntime(this);
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

  #get<N extends MetricName, T extends object>(
    name: N,
    kind: abstract new (...args: never[]) => T,
    create: (configuration: MetricConfiguration<LabelOf<N>>) => T,
  ): T {
    const known: unknown = this.registry.getSingleMetric(name);
    if (known instanceof kind) return known;
    const { help, labels }: Metric = CATALOGUE[name];
    return create({ name, help, labelNames: [...labels] as LabelOf<N>[], registers: [this.registry] });
  }
}
