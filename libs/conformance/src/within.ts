import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects with the sentence when the work takes longer. */
export async function within<T>(ms: number, sentence: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${sentence} (waited ${ms} ms)`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
