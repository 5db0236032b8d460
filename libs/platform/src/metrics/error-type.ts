import { MessagingError } from '@hookswitch/messaging';
import { PersistenceError } from '@hookswitch/persistence';

/** Label for an error: the code where we know all codes there are. */
export const errorType = (error: unknown): string =>
  error instanceof MessagingError || error instanceof PersistenceError ? error.code : OTHER;

/** What OpenTelemetry puts for a value that is not on a known list. */
export const OTHER = '_OTHER';
