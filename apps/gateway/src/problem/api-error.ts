import type { ProblemCode } from './problems.js';
import type { Mistake, MistakeCode } from './request-codes.js';

interface Details {
  /** What is wrong at which place of the body. */
  readonly errors?: readonly Mistake[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** What services throw for everything that a caller can be told. The detail is for the caller: no value of a secret, no internals. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly errors: readonly Mistake[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    { errors, headers = {}, cause }: Details = {},
  ) {
    super(detail ?? code, { cause });
    this.errors = errors;
    this.headers = headers;
  }
}

/** The same answer for what exists nowhere, was deleted, or belongs to another tenant. */
export const notFound = (): ApiError => new ApiError('not_found');

export const invalidDocument = (errors: readonly Mistake[]): ApiError =>
  new ApiError('invalid_document', undefined, { errors });

/** One thing that is wrong at one place. */
export const invalid = (pointer: string, code: MistakeCode, message: string): ApiError =>
  invalidDocument([{ pointer, code, message }]);
