import { setTimeout as sleep } from 'node:timers/promises';
import { MessagingError } from '@hookswitch/messaging';
import type { Logger } from '../logging/logger.js';

const PATIENCE_MS = 30_000;
const AGAIN_MS = 500;
const PASSING: readonly string[] = ['unavailable', 'timeout', 'unknown_topic'];

/** At a start: brokers may still be coming up, and topics that were just created may not be known everywhere or have no leader yet. */
export async function patiently<T>(what: string, work: () => Promise<T>, log: Logger): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isPassing = error instanceof MessagingError && PASSING.includes(error.code);
      if (!isPassing || performance.now() > deadline) throw error;
      log.info(`${what} is not possible yet`, { error });
      await sleep(AGAIN_MS);
    }
  }
}
