import type { Batch } from '@hookswitch/messaging';
import type { Metrics } from '../metrics/metrics.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

/** What consuming shows about itself (names of the OpenTelemetry conventions for messaging). */
export class BusMeter {
  readonly #consumed;
  readonly #duration;
  readonly #rejected;
  readonly #lag;
  /** Time stamp of the first record of the batch in work; stays while a batch is delivered again and again. */
  readonly #oldest = new Map<string, Place & { readonly timestamp: number }>();

  constructor(metrics: Metrics) {
    const topicAndGroup = ['messaging_destination_name', 'messaging_consumer_group_name'] as const;
    this.#consumed = metrics.counter(
      'messaging_client_consumed_messages_total',
      'Records of finished batches',
      topicAndGroup,
    );
    this.#duration = metrics.histogram('messaging_process_duration_seconds', 'Time a batch takes', topicAndGroup);
    this.#rejected = metrics.counter('hookswitch_consumer_rejected_batches_total', 'Batches to be delivered again', [
      'topic',
    ]);
    this.#lag = metrics.gauge('hookswitch_consumer_lag', 'Records of the partition not yet taken', PLACE);
    const age = metrics.gauge('hookswitch_consumer_oldest_age_seconds', 'Age of the oldest record in work', PLACE);
    metrics.beforeScrape(() => {
      for (const { timestamp, ...place } of this.#oldest.values())
        age.set(place, timestamp === DONE ? 0 : Math.max(0, (Date.now() - timestamp) / 1_000));
    });
  }

  async measure(group: string, { topic, partition, records, end }: Batch, work: () => Promise<void>): Promise<void> {
    const place = { topic, partition, group };
    const labels = { messaging_destination_name: topic, messaging_consumer_group_name: group };
    const key = `${group} ${topic} ${partition}`;
    this.#oldest.set(key, { ...place, timestamp: records[0]?.timestamp ?? DONE });
    this.#lag.set(place, end - (records[0]?.offset ?? end));
    const stop = this.#duration.startTimer(labels);
    await work();
    stop();
    this.#oldest.set(key, { ...place, timestamp: DONE });
    this.#lag.set(place, end - (records.at(-1)?.offset ?? end) - 1);
    this.#consumed.inc(labels, records.length);
  }

  rejected(topic: string): void {
    this.#rejected.inc({ topic });
  }

  /** The partition is somebody else's to report. */
  forget(group: string, topic: string, partition: number): void {
    const key = `${group} ${topic} ${partition}`;
    const place = this.#oldest.get(key);
    if (place === undefined) return;
    this.#oldest.set(key, { ...place, timestamp: DONE });
    this.#lag.remove({ group, topic, partition });
  }
}

const DONE = -1;
const PLACE = ['topic', 'partition', 'group'] as const;
