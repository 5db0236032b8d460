import { status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { GoogleError } from 'google-gax';
import { ApiError, invalidDocument } from '../problem/api-error.js';
import { PROBLEMS, type ProblemCode } from '../problem/problems.js';
import { MISTAKE_CODES } from '../problem/request-codes.js';
import { detailsOf } from './error-details.spec-helper.js';
import { reasonOf } from './error-details.js';
import { statusFor, statusOf } from './grpc-errors.js';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const problem = (n: number, message = 'is wrong') => ({
  pointer: `/spec/steps/${n}`,
  code: 'wrong_type' as const,
  message,
});
const HEADER_OVERHEAD = 32;

/** As clients count: names and values of the trailers as they are sent, and 32 bytes for each. */
const trailerBytes = ({ details, metadata }: ReturnType<typeof statusOf>): number =>
  Object.entries(metadata.toHttp2Headers())
    .flatMap(([name, values]) => [values ?? ''].flat().map((value) => name.length + String(value).length))
    .concat('grpc-message'.length + encodeURI(details).length, 'grpc-status'.length + 2)
    .reduce((sum, bytes) => sum + bytes + HEADER_OVERHEAD, 0);

it.each(CODES)('%s says its code as the reason, with the status and the message of the call', (code) => {
  const error = statusOf(new ApiError(code));
  const { details, ...read } = detailsOf(error);
  expect(read).toEqual({ code: statusFor(code), message: error.details });
  expect(details.ErrorInfo).toEqual({ reason: code.toUpperCase(), domain: 'hookswitch' });
  expect(error.details).toBe(`${code}: ${PROBLEMS[code].title}`);
});

it('no problem that gRPC can have is of a status that is unknown', () => {
  const http = ['method_not_allowed', 'request_timeout', 'uri_too_long', 'unsupported_media_type'];
  expect(CODES.filter((code) => statusFor(code) === status.UNKNOWN)).toEqual(http);
});

it('codes are the reasons that Google allows, each another one', () => {
  const reasons = [...CODES, ...MISTAKE_CODES].map(reasonOf);
  expect(reasons.filter((reason) => !/^[A-Z][A-Z0-9_]{0,61}[A-Z0-9]$/.test(reason))).toEqual([]);
  expect(new Set(reasons).size).toBe(new Set([...CODES, ...MISTAKE_CODES]).size);
  expect(reasonOf('minLength')).toBe('MIN_LENGTH');
});

describe('wrong places', () => {
  it('are field violations with their pointer, code and words', () => {
    const { details } = detailsOf(statusOf(invalidDocument([problem(0), problem(1, 'is worse')])));
    expect(details).toMatchObject({
      BadRequest: {
        fieldViolations: [
          { field: '/spec/steps/0', description: 'is wrong', reason: 'WRONG_TYPE' },
          { field: '/spec/steps/1', description: 'is worse', reason: 'WRONG_TYPE' },
        ],
      },
    });
    expect(details).not.toHaveProperty('RetryInfo');
  });

  it.each([
    ['many', Array.from({ length: 500 }, (_, n) => problem(n))],
    ['long', [problem(0, 'žluťoučký '.repeat(1_000)), problem(1, '\ud800🎉'.repeat(1_000))]],
    ['hostile', [{ ...problem(0), pointer: `/${'ž'.repeat(10_000)}` }, problem(1)]],
  ])('that are %s fit into the 8 KiB of trailers that clients take; what does not is counted', (_, errors) => {
    const error = statusOf(invalidDocument(errors));
    expect(trailerBytes(error)).toBeLessThan(8_000);
    const { message, details } = detailsOf(error);
    expect(message).toBe(error.details);
    const { fieldViolations = [] } = details.BadRequest as { readonly fieldViolations?: readonly object[] };
    expect(fieldViolations.length).toBeGreaterThan(0);
    const omitted = errors.length - fieldViolations.length;
    expect(details.ErrorInfo).toMatchObject(omitted > 0 ? { metadata: { omitted: String(omitted) } } : {});
  });

  it('leave room for a long word on the whole', () => {
    const error = statusOf(new ApiError('in_use', 'ž'.repeat(10_000)));
    expect(trailerBytes(error)).toBeLessThan(8_000);
  });
});

it('when to come back is retry info, and in seconds beside it', () => {
  const error = statusOf(new ApiError('rate_limited', 'Slower.', { headers: { 'Retry-After': '3' } }));
  expect(error.metadata.get('retry-after')).toEqual(['3']);
  expect(detailsOf(error).details).toMatchObject({
    RetryInfo: { retryDelay: { seconds: '3' } },
    QuotaFailure: { violations: [{ subject: 'tenant', description: 'rate_limited: Slower.' }] },
  });
});

it('a quota that is used up is a quota failure, and the place of the document is there, too', () => {
  const errors = [{ pointer: '/spec/steps', code: 'quota_exceeded' as const, message: 'Quota "stepsPerWorkflow".' }];
  expect(detailsOf(statusOf(new ApiError('quota_exceeded', undefined, { errors }))).details).toMatchObject({
    QuotaFailure: { violations: [{ subject: 'tenant' }] },
    BadRequest: { fieldViolations: [{ field: '/spec/steps', reason: 'QUOTA_EXCEEDED' }] },
  });
});

it("is what Google's own clients show as reason and domain", () => {
  const { details, metadata } = statusOf(invalidDocument([problem(0)]));
  const error = Object.assign(new GoogleError(details), { metadata });
  const read = GoogleError.parseGRPCStatusDetails(error);
  expect(read).toMatchObject({ reason: 'INVALID_DOCUMENT', domain: 'hookswitch' });
  expect(read.statusDetails).toHaveLength(2);
});

it('nothing of an internal error is told', () => {
  const told = JSON.stringify(detailsOf(statusOf(new TypeError('relation "control.secret"'))));
  expect(told).toContain('INTERNAL');
  expect(told).not.toContain('control.secret');
});
