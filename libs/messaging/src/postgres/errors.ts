import { MessagingError } from '../port.js';

/** Whatever pg threw, as the only error that leaves a bus; the original is its cause. */
export function toMessagingError(error: unknown): MessagingError {
  if (error instanceof MessagingError) return error;
  const { message, code } = error as { message?: string; code?: string };
  const timedOut = code === '57014' || code === '55P03';
  const said = message === undefined ? String(error) : message;
  return new MessagingError(timedOut ? 'timeout' : 'unavailable', `Postgres: ${said}`, { cause: error });
}
