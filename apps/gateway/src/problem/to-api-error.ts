import { MessagingError, type MessagingCode } from '@hookswitch/messaging';
import { PersistenceError, type PersistenceCode } from '@hookswitch/persistence';
import { SealingError, type SealingCode } from '@hookswitch/platform';
import { HttpException } from '@nestjs/common';
import { ApiError } from './api-error.js';
import type { ProblemCode } from './problems.js';

/** The one place where errors of other libraries become answers; every code has its row. */
const PERSISTENCE: Readonly<Record<PersistenceCode, ProblemCode>> = {
  unavailable: 'unavailable',
  timeout: 'unavailable',
  conflict: 'conflict',
  duplicate: 'name_taken',
  in_use: 'in_use',
  stale: 'precondition_failed',
  reused: 'idempotency_key_reused',
  unknown_tenant: 'not_found',
  schema: 'unavailable',
  failed: 'internal',
};
const MESSAGING: Readonly<Record<MessagingCode, ProblemCode>> = {
  unavailable: 'unavailable',
  timeout: 'unavailable',
  too_large: 'payload_too_large',
  unknown_topic: 'unavailable',
  fenced: 'unavailable',
  invalid_record: 'internal',
  closed: 'unavailable',
};
const SEALING: Readonly<Record<SealingCode, ProblemCode>> = {
  too_large: 'payload_too_large',
  malformed: 'internal',
  refused: 'internal',
  unknown_key: 'internal',
  binding: 'internal',
  damaged: 'internal',
  invalid_key: 'sealing_unavailable',
};
const FASTIFY: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_MAX_URL_LENGTH: 'uri_too_long',
  FST_ERR_BAD_URL: 'malformed_request',
};
/** For errors that come with a status and no code that we know. */
const STATUSES: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'payload_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
};
const RETRY_AFTER = { 'Retry-After': '2' };

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const code = codeOf(error);
  return new ApiError(code, undefined, { cause: error, ...(code === 'unavailable' && { headers: RETRY_AFTER }) });
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof PersistenceError) return PERSISTENCE[error.code];
  if (error instanceof MessagingError) return MESSAGING[error.code];
  if (error instanceof SealingError) return SEALING[error.code];
  if (error instanceof HttpException) return STATUSES[error.getStatus()] ?? 'internal';
  if (typeof error !== 'object' || error === null) return 'internal';
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code === 'string' && FASTIFY[code]) return FASTIFY[code];
  return (typeof statusCode === 'number' ? STATUSES[statusCode] : undefined) ?? 'internal';
}
