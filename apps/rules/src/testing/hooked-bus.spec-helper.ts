import type { EventBus, OutgoingRecord } from '@hookswitch/messaging';

export type BeforePublish = (records: readonly OutgoingRecord[], bus: EventBus) => Promise<void> | void;

/** A bus over which one service may be disturbed: what `before` throws is what its `publish` rejects with. */
export function hookedBus(bus: EventBus, before: BeforePublish): EventBus {
  return {
    publish: async (records) => {
      await before(records, bus);
      return bus.publish(records);
    },
    ensureTopics: (topics) => bus.ensureTopics(topics),
    consume: (options) => bus.consume(options),
    follow: (options) => bus.follow(options),
    read: (topic, partition, from, to) => bus.read(topic, partition, from, to),
    offsets: (topic) => bus.offsets(topic),
    committed: (group, topic) => bus.committed(group, topic),
    close: () => bus.close(),
  };
}
