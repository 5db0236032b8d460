import { ApiError } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';

/** For the only event of a request. */
export function rejected(problems: readonly Mistake[]): ApiError {
  const tooLarge = problems.some(({ code }) => code === 'payload_too_large' || code === 'too_large');
  return new ApiError(tooLarge ? 'payload_too_large' : 'invalid_event', undefined, { errors: problems });
}

/** Some may be stored and some not: the same ids sent again do no harm. */
export const notAcknowledged = (): ApiError =>
  new ApiError('unavailable', 'The events may or may not be stored: send them again with the same ids.', {
    headers: { 'Retry-After': '2' },
  });
