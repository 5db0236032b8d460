import { outcomeOfHttpError, retry, type ErrorOutcome, type HttpError } from '@hookswitch/connector-sdk';

/** `read`: repeating does no harm · `submit`: starts a job that is paid for, and nobody can take it back. */
export type Phase = 'read' | 'submit';

/** What a request that got no answer means. */
export function httpFailure(error: HttpError, phase: Phase): ErrorOutcome {
  const outcome = outcomeOfHttpError(error);
  return phase === 'read' && outcome.kind === 'unknown' ? retry(outcome.error.code, outcome.error.message) : outcome;
}
