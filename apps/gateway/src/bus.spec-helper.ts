import { MessagingError, type EventBus } from '@hookswitch/messaging';

/** A bus that is away for a while. */
export function gone(bus: EventBus, isAway: () => boolean): EventBus {
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A) =>
      isAway() ? Promise.reject(new MessagingError('unavailable', 'no broker')) : call(...args);
  return {
    ensureTopics: guarded((topics) => bus.ensureTopics(topics)),
    publish: guarded((records) => bus.publish(records)),
    consume: guarded((options) => bus.consume(options)),
    follow: guarded((options) => bus.follow(options)),
    offsets: guarded((topic) => bus.offsets(topic)),
    committed: guarded((group, topic) => bus.committed(group, topic)),
    read: (...args) => bus.read(...args),
    close: () => bus.close(),
  };
}

/** A bus that lets nobody read a topic on before it is told to. */
export function holding(bus: EventBus, topic: string) {
  const released = Promise.withResolvers<undefined>();
  const held: EventBus = {
    ...gone(bus, () => false),
    follow: (options) =>
      bus.follow({
        ...options,
        onRecords: async (records) => {
          if (options.topic === topic) await released.promise;
          await options.onRecords(records);
        },
      }),
  };
  return { bus: held, release: () => released.resolve(undefined) };
}
