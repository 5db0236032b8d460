import type { Batch } from '@hookswitch/messaging';
import { errorType } from './error-type.js';
import type { Metrics } from './metrics.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

/** What consuming shows about itself. */
export class ConsumerMeter {
  readonly #consumed;
  readonly #duration;
  readonly #rejected;
  readonly #lag;
  readonly #age;
  /** Time stamp of the first record of the batch in work; stays while a batch is delivered again and again. */
  readonly #oldest = new Map<string, Place & { readonly timestamp: number }>();

  constructor(metrics: Metrics) {
    this.#consumed = metrics.counter('messaging_client_consumed_messages_total');
    this.#duration = metrics.histogram('messaging_process_duration_seconds');
    this.#rejected = metrics.counter('hookswitch_consumer_rejected_batches_total');
    this.#lag = metrics.gauge('hookswitch_consumer_lag');
    this.#age = metrics.gauge('hookswitch_consumer_oldest_age_seconds');
    metrics.beforeScrape(() => {
      for (const { timestamp, ...place } of this.#oldest.values())
        this.#age.set(place, timestamp === DONE ? 0 : Math.max(0, (Date.now() - timestamp) / 1_000));
    });
  }

  /** A batch of a group that shares its partitions, or of a follower, which has no group. */
  async measure(group: string, topic: string, count: number, work: () => Promise<void>): Promise<void> {
    const labels = { messaging_destination_name: topic, messaging_consumer_group_name: group };
    const stop = this.#duration.startTimer(labels);
    try {
      await work();
    } catch (error) {
      stop({ error_type: errorType(error) });
      throw error;
    }
    stop({ error_type: '' });
    this.#consumed.inc(labels, count);
  }

  /** The partition is ours: its place is known from here on. */
  assigned(place: Place): void {
    this.#note(place, DONE);
  }

  async measureBatch(group: string, batch: Batch, work: () => Promise<void>): Promise<void> {
    const { topic, partition, records, end } = batch;
    const place = { topic, partition, group };
    this.#note(place, records[0]?.timestamp ?? DONE);
    this.#lag.set(place, end - (records[0]?.offset ?? end));
    await this.measure(group, topic, records.length, work);
    // It may have gone meanwhile, and then it is somebody else's to report.
    if (!this.#oldest.has(keyOf(place))) return;
    this.#note(place, DONE);
    this.#lag.set(place, end - (records.at(-1)?.offset ?? end) - 1);
  }

  rejected(topic: string): void {
    this.#rejected.inc({ topic });
  }

  /** The partition is somebody else's to report. */
  forget(place: Place): void {
    if (!this.#oldest.delete(keyOf(place))) return;
    this.#lag.remove({ ...place });
    this.#age.remove({ ...place });
  }

  #note({ topic, partition, group }: Place, timestamp: number): void {
    this.#oldest.set(keyOf({ topic, partition, group }), { topic, partition, group, timestamp });
  }
}

const DONE = -1;
const keyOf = ({ group, topic, partition }: Place): string => `${group} ${topic} ${partition}`;
