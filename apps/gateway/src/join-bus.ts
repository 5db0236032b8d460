import { setTimeout as after } from 'node:timers/promises';
import { EventBusStrategy, type ServiceContext } from '@hookswitch/platform';
import type { INestApplication } from '@nestjs/common';

const RETRY_MS = 2_000;

/**
 * Subscribes the handlers of all features, in the background and again until it works: the gateway serves reads, and answers 503 for
 * events itself, while Kafka is away.
 */
export function joinBus(app: INestApplication, context: ServiceContext): { close(): Promise<void> } {
  const { log } = context;
  const strategy = EventBusStrategy.for(context, { readyWithoutBus: true });
  const microservice = app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  const stop = new AbortController();
  const isLeft = () => stop.signal.aborted;
  const join = async (): Promise<void> => {
    while (!isLeft()) {
      try {
        await microservice.listen();
        return;
      } catch (error) {
        if (isLeft()) return;
        log.warn('could not join the event bus; trying again', { error });
        await after(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  };
  const joined = join();
  return {
    close: async () => {
      stop.abort();
      // Ends a start that still waits for what its topics hold.
      await strategy.close();
      await joined;
      // One that was still being tried. The app closes the rest, with itself.
      await strategy.close();
    },
  };
}
