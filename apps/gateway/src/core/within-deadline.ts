import { MessagingError } from '@hookswitch/messaging';

/** Rejects with `timeout` when the bus takes longer than that. What is under way goes on, and may still have its effect. */
export async function withinDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MessagingError('timeout', 'the event bus did not answer in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
