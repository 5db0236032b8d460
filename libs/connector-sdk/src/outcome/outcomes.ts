import type { CommandError, ErrorClass, Json } from '@hookswitch/domain';
import type { ActionOutcome, PublishedEvent } from '../connector.js';
import type { HttpError } from '../http/client.js';

export type ErrorOutcome = Extract<ActionOutcome, { error: CommandError }>;

export const succeeded = (output: Json, events?: readonly PublishedEvent[]): ActionOutcome => ({
  kind: 'succeeded',
  output,
  ...(events && { events }),
});

/** The command can never work as it stands. */
export const failed = (code: string, message: string): ErrorOutcome => outcomeOf({ code, message, class: 'permanent' });

/** No command of this connection works until a person changes it. */
export const misconfigured = (code: string, message: string): ErrorOutcome =>
  outcomeOf({ code, message, class: 'config' });

/** The request may have had its effect. */
export const unknown = (code: string, message: string): ErrorOutcome => outcomeOf({ code, message, class: 'unknown' });

/** Nothing happened; `afterMs`: not earlier. */
export const retry = (code: string, message: string, afterMs?: number): ErrorOutcome =>
  outcomeOf({ code, message, class: 'retry' }, afterMs);

/** 429: pauses the partition key and costs no attempt. */
export const throttled = (code: string, message: string, afterMs?: number): ErrorOutcome =>
  outcomeOf({ code, message, class: 'retry-after' }, afterMs);

export const pending = (state: Json, afterMs: number): ActionOutcome => ({ kind: 'pending', state, afterMs });

/** The outcome that an error's class stands for. */
export function outcomeOf(error: CommandError, afterMs?: number): ErrorOutcome {
  const later = afterMs === undefined ? {} : { afterMs };
  const kinds: Readonly<Record<ErrorClass, () => ErrorOutcome>> = {
    retry: () => ({ kind: 'retry', error, ...later }),
    'retry-after': () => ({ kind: 'retry', error, ...later, throttled: true }),
    permanent: () => ({ kind: 'failed', error }),
    config: () => ({ kind: 'failed', error }),
    unknown: () => ({ kind: 'unknown', error }),
  };
  return kinds[error.class]();
}

const CLASSES: Readonly<Record<HttpError['code'], ErrorClass>> = {
  blocked: 'permanent',
  invalid: 'permanent',
  unreachable: 'retry',
  aborted: 'retry',
  unknown: 'unknown',
};

/** What a request that got no answer means: `retry` only where surely nothing was sent. */
export const outcomeOfHttpError = ({ code, reason, message }: HttpError): ErrorOutcome =>
  outcomeOf({ code: reason, message, class: CLASSES[code] });
