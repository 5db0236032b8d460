import { randomUUID } from 'node:crypto';
import type { Refusal, SimAnswer } from '../http/provider.js';

export const failure = (status: number, error: string): SimAnswer => ({
  status,
  body: { api_id: randomUUID(), error },
});

const TEXTS: Readonly<Record<number, string>> = {
  401: 'authentication failed',
  403: 'the country of the destination is not enabled for this account',
  404: 'not found',
  429: 'rate limit exceeded',
};

export function refuse({ status = 400, error, retryAfter }: Refusal): SimAnswer {
  const text = error ?? TEXTS[status] ?? (status < 500 ? 'refused' : 'internal server error');
  const said = failure(status, text);
  return retryAfter === undefined ? said : { ...said, headers: { 'retry-after': String(retryAfter) } };
}
