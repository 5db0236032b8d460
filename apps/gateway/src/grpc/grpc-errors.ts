import { status } from '@grpc/grpc-js';
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
  412: status.FAILED_PRECONDITION,
  413: status.RESOURCE_EXHAUSTED,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** The same problems as over REST, in gRPC's words. The text of an internal error is constant. */
export function grpcError(error: unknown): RpcException {
  const { code, detail } = toApiError(error);
  const { title, status: http } = PROBLEMS[code];
  return new RpcException({ code: BY_HTTP_STATUS[http] ?? status.UNKNOWN, message: text(code, detail ?? title) });
}

export function rejected(problems: readonly Problem[]): RpcException {
  const tooLarge = problems.some(({ code }) => code === 'payload_too_large');
  const places = problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
  return new RpcException({
    code: tooLarge ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT,
    message: text(tooLarge ? 'payload_too_large' : 'invalid_event', places),
  });
}

export const unavailable = (): RpcException =>
  new RpcException({
    code: status.UNAVAILABLE,
    message: text('unavailable', 'it may or may not be stored: send it again with the same id'),
  });

export const stopping = (): RpcException =>
  new RpcException({
    code: status.UNAVAILABLE,
    message: text('unavailable', 'this server is stopping: send again what was not acknowledged'),
  });

/** For a stream, whose errors Nest does not map. */
export function statusOf(error: unknown): Error {
  const { code, message } = (error instanceof RpcException ? error : grpcError(error)).getError() as GrpcStatus;
  return Object.assign(new Error(message), { code, details: message });
}

interface GrpcStatus {
  readonly code: status;
  readonly message: string;
}

export const tooMany = (limit: number): RpcException =>
  new RpcException({
    code: status.RESOURCE_EXHAUSTED,
    message: text('payload_too_large', `at most ${limit} events in a batch`),
  });

const text = (code: ProblemCode, detail: string): string => `${code}: ${detail}`;
