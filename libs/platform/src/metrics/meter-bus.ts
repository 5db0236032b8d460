import type { ConsumeOptions, EventBus, FollowOptions } from '@hookswitch/messaging';
import { ConsumerMeter } from './consumer-meter.js';
import { errorType } from './error-type.js';
import type { Metrics } from './metrics.js';

/** The same bus; what goes over it is counted. Once a process: two of them would count everything twice. */
export function meterBus(bus: EventBus, metrics: Metrics): EventBus {
  const meter = new ConsumerMeter(metrics);
  return {
    publish: publisher(bus, metrics),
    consume: (options) => bus.consume({ ...options, ...consuming(options, meter) }),
    follow: (options) => bus.follow({ ...options, ...following(options, meter) }),
    ensureTopics: (topics) => bus.ensureTopics(topics),
    read: (topic, partition, from, to) => bus.read(topic, partition, from, to),
    offsets: (topic) => bus.offsets(topic),
    committed: (group, topic) => bus.committed(group, topic),
    close: () => bus.close(),
  };
}

function publisher(bus: EventBus, metrics: Metrics): EventBus['publish'] {
  const sent = metrics.counter('messaging_client_sent_messages_total');
  const duration = metrics.histogram('messaging_client_operation_duration_seconds');
  return async (records) => {
    const started = performance.now();
    let error_type = '';
    try {
      return await bus.publish(records);
    } catch (error) {
      error_type = errorType(error);
      throw error;
    } finally {
      const seconds = (performance.now() - started) / 1_000;
      const counts = new Map<string, number>();
      for (const { topic } of records) counts.set(topic, (counts.get(topic) ?? 0) + 1);
      for (const [messaging_destination_name, count] of counts) {
        sent.inc({ messaging_destination_name, error_type }, count);
        duration.observe({ messaging_operation_name: 'send', messaging_destination_name, error_type }, seconds);
      }
    }
  };
}

function consuming({ group, onAssigned, onRevoked, onBatch, onError }: ConsumeOptions, meter: ConsumerMeter) {
  return {
    onAssigned: (partitions) => {
      for (const { topic, partition } of partitions) meter.assigned({ topic, partition, group });
      return onAssigned?.(partitions);
    },
    onRevoked: (partitions) => {
      for (const { topic, partition } of partitions) meter.forget({ topic, partition, group });
      onRevoked?.(partitions);
    },
    onBatch: (batch) => meter.measureBatch(group, batch, () => onBatch(batch)),
    onError: (error, at) => {
      meter.rejected(at.topic);
      onError?.(error, at);
    },
  } satisfies Partial<ConsumeOptions>;
}

function following({ topic, onRecords, onError }: FollowOptions, meter: ConsumerMeter) {
  return {
    onRecords: (records) => meter.measure('', topic, records.length, async () => onRecords(records)),
    onError: (error) => {
      meter.rejected(topic);
      onError?.(error);
    },
  } satisfies Partial<FollowOptions>;
}
