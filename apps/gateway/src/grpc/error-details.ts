import type { ApiError } from '../problem/api-error.js';
import type { ProblemCode } from '../problem/problems.js';
import type { Mistake, MistakeCode } from '../problem/request-codes.js';
import { badRequest, encodeStatus, errorInfo, quotaFailure, retryInfo } from './google-rpc.js';

/** Clients take 8 KiB of trailers. Details count there by four thirds, and the message stands in them and beside them. */
const MAX_PLACES_BYTES = 2_500;
const MAX_DESCRIPTION = 400;
/** What a tenant has used up, for now or until it is given more. */
const QUOTAS: ReadonlySet<ProblemCode> = new Set(['quota_exceeded', 'rate_limited'] as const);

/** The problem in the form of gRPC's richer error model. Codes are written as Google's own are: `INVALID_DOCUMENT`. */
export function statusDetails(
  code: number,
  message: string,
  { code: problem, errors = [], headers }: ApiError,
): Buffer {
  const shown = fitting(errors);
  const omitted = errors.length - shown.length;
  const seconds = headers['Retry-After'];
  return encodeStatus(code, message, [
    errorInfo(reasonOf(problem), omitted > 0 ? { omitted: String(omitted) } : {}),
    ...(shown.length === 0 ? [] : [badRequest(shown.map(fieldViolation))]),
    ...(QUOTAS.has(problem) ? [quotaFailure([{ subject: 'tenant', description: message }])] : []),
    ...(seconds === undefined ? [] : [retryInfo(Number(seconds))]),
  ]);
}

const fieldViolation = ({ pointer, code, message }: Mistake) => ({
  field: pointer,
  description: message,
  reason: reasonOf(code),
});

/** `wrong_type` is `WRONG_TYPE`, `minLength` is `MIN_LENGTH`. */
export const reasonOf = (code: ProblemCode | MistakeCode): string =>
  code.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** As many as there is room for, the first ones first. */
function fitting(problems: readonly Mistake[]): readonly Mistake[] {
  let bytes = 0;
  const cut = problems.map((problem) => ({ ...problem, message: shortened(problem.message) }));
  return cut.filter(({ pointer, code, message }) => {
    const length = Buffer.byteLength(pointer) + Buffer.byteLength(message) + code.length + 10;
    if (bytes + length > MAX_PLACES_BYTES) return false;
    bytes += length;
    return true;
  });
}

const shortened = (text: string): string =>
  (text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION)}…` : text).toWellFormed();
