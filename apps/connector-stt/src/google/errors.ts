import {
  failed,
  HttpError,
  misconfigured,
  retry,
  throttled,
  unknown,
  type ErrorOutcome,
} from '@hookswitch/connector-sdk';
import { httpFailure, type Phase } from '../failure.js';

/** gRPC codes by their names in `error.code`. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'cancelled',
  2: 'unknown',
  3: 'invalid_argument',
  4: 'deadline_exceeded',
  5: 'not_found',
  6: 'already_exists',
  7: 'permission_denied',
  8: 'resource_exhausted',
  9: 'failed_precondition',
  10: 'aborted',
  11: 'out_of_range',
  12: 'unimplemented',
  13: 'internal',
  14: 'unavailable',
  15: 'data_loss',
  16: 'unauthenticated',
};
const CONFIG = [7, 16];
const BUSY = [8, 10];
const BROKEN = [2, 4, 13, 14];
const DEFAULT_PAUSE_MS = 30_000;

/** What a gRPC code means for the command. */
export function codeFailure(code: number, message: string, phase: Phase, pauseMs?: number): ErrorOutcome {
  const name = NAMES[code] ?? `code_${code}`;
  if (CONFIG.includes(code)) return misconfigured(name, message);
  if (code === 8) return throttled(name, message, pauseMs ?? DEFAULT_PAUSE_MS);
  if (BUSY.includes(code)) return pauseMs === undefined ? retry(name, message) : throttled(name, message, pauseMs);
  if (!BROKEN.includes(code)) return failed(name, message);
  return phase === 'submit' ? unknown(name, message) : retry(name, message);
}

/** The same for Cloud Storage, which has HTTP statuses only. Repeating any of its requests does no harm. */
export function statusFailure(status: number, message: string): ErrorOutcome {
  if (status === 401 || status === 403) return misconfigured(`status_${status}`, message);
  if (status === 429) return throttled('rate_limited', message, DEFAULT_PAUSE_MS);
  return status === 408 || status >= 500 ? retry(`status_${status}`, message) : failed(`status_${status}`, message);
}

/** What the speech client rejected with. Undefined: not an error of a call, but a bug. */
export function clientFailure(error: unknown, phase: Phase): ErrorOutcome | undefined {
  const http = causeOf(error);
  if (http) return httpFailure(http, phase);
  if (!(error instanceof Error)) return undefined;
  const [code, status] = [grpcCode(error), httpStatus(error)];
  if (status !== undefined && (code === undefined || isRedirect(status))) return bareFailure(status, phase);
  return code === undefined ? undefined : codeFailure(code, readableMessage(error), phase, retryDelayMs(error));
}

export function grpcCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function causeOf(error: unknown): HttpError | undefined {
  for (let here = error; here instanceof Error; here = here.cause) if (here instanceof HttpError) return here;
  return undefined;
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

const httpStatus = (error: Error): number | undefined =>
  'httpStatusCode' in error && typeof error.httpStatusCode === 'number' ? error.httpStatusCode : undefined;

const unreadable = (status: number): string => `Google answered with status ${status} in a form that cannot be read.`;

/** What stands between here and Google has its own way to say no, or sends elsewhere: the client finds no code in it. */
function bareFailure(status: number, phase: Phase): ErrorOutcome {
  const failure = statusFailure(status, unreadable(status));
  return phase === 'submit' && status >= 500 ? unknown(failure.error.code, failure.error.message) : failure;
}

/** The client repeats up to 1 KiB of an answer that it cannot read: a proxy's page, which helps nobody and may echo the request. */
function readableMessage(error: Error): string {
  const status = httpStatus(error);
  return status !== undefined && error.message.includes('could not be decoded') ? unreadable(status) : error.message;
}

/** `RetryInfo.retryDelay` as the client decodes it: seconds as a number, text or Long. */
function retryDelayMs(error: Error): number | undefined {
  const details: unknown = 'statusDetails' in error ? error.statusDetails : undefined;
  if (!Array.isArray(details)) return undefined;
  for (const detail of details as unknown[]) {
    const delay = detail instanceof Object && 'retryDelay' in detail ? detail.retryDelay : undefined;
    if (!(delay instanceof Object) || !('seconds' in delay)) continue;
    const nanos = 'nanos' in delay ? Number(delay.nanos) : 0;
    const ms = Number(String(delay.seconds)) * 1000 + nanos / 1e6;
    if (Number.isFinite(ms) && ms >= 0) return ms;
  }
  return undefined;
}
