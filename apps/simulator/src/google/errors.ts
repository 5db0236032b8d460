import type { SimAnswer } from '../http/provider.js';

/** gRPC code: its name, and the HTTP status that Google's REST answers carry. */
export const CODES: Readonly<Record<number, readonly [name: string, http: number]>> = {
  1: ['CANCELLED', 499],
  2: ['UNKNOWN', 500],
  3: ['INVALID_ARGUMENT', 400],
  4: ['DEADLINE_EXCEEDED', 504],
  5: ['NOT_FOUND', 404],
  7: ['PERMISSION_DENIED', 403],
  8: ['RESOURCE_EXHAUSTED', 429],
  9: ['FAILED_PRECONDITION', 400],
  10: ['ABORTED', 409],
  11: ['OUT_OF_RANGE', 400],
  12: ['UNIMPLEMENTED', 501],
  13: ['INTERNAL', 500],
  14: ['UNAVAILABLE', 503],
  16: ['UNAUTHENTICATED', 401],
};

export function fault(code: number, message: string, details: readonly object[] = []): SimAnswer {
  const [status, http] = CODES[code] ?? ['UNKNOWN', 500];
  return { status: http, body: { error: { code: http, message, status, ...(details.length > 0 ? { details } : {}) } } };
}

export const invalid = (message: string): SimAnswer => fault(3, message);

/** By the name of a code; undefined for another text. */
export function faultOfName(name: string, message: string): SimAnswer | undefined {
  const found = Object.entries(CODES).find(([, [known]]) => known === name);
  return found === undefined ? undefined : fault(Number(found[0]), message);
}

/** By HTTP status; `retryAfter` (seconds) becomes the `RetryInfo` that Google sends with a quota error. */
export function faultOfStatus(http: number, message: string | undefined, retryAfter?: number): SimAnswer {
  const [code = '2', [name]] = Object.entries(CODES).find(([, [, status]]) => status === http) ?? [
    '2',
    ['UNKNOWN'] as const,
  ];
  const details =
    retryAfter === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }];
  return { ...fault(Number(code), message ?? name, details), status: http };
}
