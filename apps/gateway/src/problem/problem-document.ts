import type { ApiError } from './api-error.js';
import { PROBLEMS, type ProblemCode } from './problems.js';
import type { Mistake } from './request-codes.js';

export const PROBLEM_JSON = 'application/problem+json';

/** RFC 9457. The text of 5xx is constant: no stack, SQL, path, host or library name leaves the service. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly Mistake[];
}

export function problemDocument({ code, detail, errors }: ApiError): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:hookswitch:problem:${code.replaceAll('_', '-')}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(errors && { errors }),
  };
}
