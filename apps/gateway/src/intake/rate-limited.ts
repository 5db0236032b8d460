import { ApiError } from '../problem/api-error.js';
import type { Refusal } from './event-allowance.js';

/** For a request of which no event was taken. */
export const rateLimited = ({ message, waitMs }: Refusal): ApiError =>
  new ApiError('rate_limited', `${message} Nothing was taken.`, {
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });
