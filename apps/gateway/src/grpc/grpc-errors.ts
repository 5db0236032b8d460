import { Metadata, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';
import type { Problem } from '@hookswitch/domain';
import { PROBLEMS, type ProblemCode } from '../problem/problems.js';
import { toApiError } from '../problem/to-api-error.js';

const BY_HTTP_STATUS: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ABORTED,
  // Read it again and repeat the change.
  412: status.ABORTED,
  413: status.RESOURCE_EXHAUSTED,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};
const BY_CODE: Partial<Readonly<Record<ProblemCode, status>>> = {
  name_taken: status.ALREADY_EXISTS,
  in_use: status.FAILED_PRECONDITION,
  quota_exceeded: status.RESOURCE_EXHAUSTED,
};

/** gRPC's status for a problem of the REST API. */
export const statusFor = (code: ProblemCode): status =>
  BY_CODE[code] ?? BY_HTTP_STATUS[PROBLEMS[code].status] ?? status.UNKNOWN;

/** The same problems as over REST, in gRPC's words. The text of an internal error is constant. */
export function grpcError(error: unknown): RpcException {
  const { code, detail, errors = [], headers } = toApiError(error);
  const what = errors.length > 0 ? places(errors) : (detail ?? PROBLEMS[code].title);
  return new RpcException({ code: statusFor(code), message: text(code, what), ...whenAgain(headers) });
}

/** In trailing metadata, in seconds as over REST. */
function whenAgain({ 'Retry-After': seconds }: Readonly<Record<string, string>>): { readonly metadata?: Metadata } {
  if (seconds === undefined) return {};
  const metadata = new Metadata();
  metadata.set('retry-after', seconds);
  return { metadata };
}

export function rejected(problems: readonly Problem[]): RpcException {
  const tooLarge = problems.some(({ code }) => code === 'payload_too_large');
  return new RpcException({
    code: tooLarge ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT,
    message: text(tooLarge ? 'payload_too_large' : 'invalid_event', places(problems)),
  });
}

export const unavailable = (): RpcException =>
  new RpcException({
    code: status.UNAVAILABLE,
    message: text('unavailable', 'it may or may not be stored: send it again with the same id'),
  });

export const stopping = (advice = 'send again what was not acknowledged'): RpcException =>
  new RpcException({
    code: status.UNAVAILABLE,
    message: text('unavailable', `this server is stopping: ${advice}`),
  });

/** For a stream, whose errors Nest does not map. */
export function statusOf(error: unknown): Error {
  const status = (error instanceof RpcException ? error : grpcError(error)).getError() as GrpcStatus;
  const { code, message, metadata } = status;
  return Object.assign(new Error(message), { code, details: message, ...(metadata && { metadata }) });
}

interface GrpcStatus {
  readonly code: status;
  readonly message: string;
  readonly metadata?: Metadata;
}

export const tooMany = (limit: number): RpcException =>
  new RpcException({
    code: status.RESOURCE_EXHAUSTED,
    message: text('payload_too_large', `at most ${limit} events in a batch`),
  });

const MAX_PLACES = 4_096;

/** Clients take a few KiB of trailers, in which every byte that is not ASCII counts three times; what does not fit is counted. */
function places(problems: readonly Problem[]): string {
  const all = problems.map(({ pointer, message }) => `${pointer}: ${message}`.toWellFormed());
  let length = 0;
  const fitting = all.filter((place) => (length += encodeURIComponent(place).length + 6) <= MAX_PLACES);
  const shown = fitting.length > 0 ? fitting : [all[0]?.slice(0, MAX_PLACES / 9) ?? ''];
  return [...shown, ...(shown.length < all.length ? [`and ${all.length - shown.length} more`] : [])].join('; ');
}

const text = (code: ProblemCode, detail: string): string => `${code}: ${detail}`;
