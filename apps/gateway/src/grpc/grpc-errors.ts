import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';
import { ApiError } from '../problem/api-error.js';
import { PROBLEMS, type ProblemCode } from '../problem/problems.js';
import { toApiError } from '../problem/to-api-error.js';
import { statusDetails } from './error-details.js';
import { statusText } from './status-text.js';

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
  431: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};
const BY_CODE: Partial<Readonly<Record<ProblemCode, status>>> = {
  name_taken: status.ALREADY_EXISTS,
  in_use: status.FAILED_PRECONDITION,
  not_redrivable: status.FAILED_PRECONDITION,
  quota_exceeded: status.RESOURCE_EXHAUSTED,
};

/** gRPC's status for a problem of the REST API. */
export const statusFor = (code: ProblemCode): status =>
  BY_CODE[code] ?? BY_HTTP_STATUS[PROBLEMS[code].status] ?? status.UNKNOWN;

/** The same problems as over REST, in gRPC's words. The text of an internal error is constant. */
export function grpcError(error: unknown): RpcException {
  return new RpcException(statusObject(toApiError(error)));
}

/** The same for a stream or an interceptor, whose errors Nest does not map. */
export function statusOf(error: unknown): StatusObject & Error {
  const { code, message, metadata } = statusObject(toApiError(error));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

export const stopping = (advice = 'send again what was not acknowledged'): ApiError =>
  new ApiError('unavailable', `This server is stopping: ${advice}.`, { headers: { 'Retry-After': '2' } });

interface GrpcStatus {
  readonly code: status;
  readonly message: string;
  readonly metadata: Metadata;
}

function statusObject(problem: ApiError): GrpcStatus {
  const code = statusFor(problem.code);
  const message = statusText(problem);
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', statusDetails(code, message, problem));
  const seconds = problem.headers['Retry-After'];
  // For those who do not read the details.
  if (seconds !== undefined) metadata.set('retry-after', seconds);
  return { code, message, metadata };
}
