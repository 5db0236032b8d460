import { describe, expect, it } from '@jest/globals';
import { MESSAGING_CODES, MessagingError } from '@hookswitch/messaging';
import { PERSISTENCE_CODES, PersistenceError } from '@hookswitch/persistence';
import { SEALING_CODES, SealingError } from '@hookswitch/platform';
import { NotFoundException } from '@nestjs/common';
import { ApiError } from './api-error.js';
import { problemDocument } from './problem-document.js';
import { PROBLEMS } from './problems.js';
import { toApiError } from './to-api-error.js';

const secret = 'relation "control.secret" at 10.0.0.7';
const all = [
  ...PERSISTENCE_CODES.map((code) => new PersistenceError(code, secret)),
  ...MESSAGING_CODES.map((code) => new MessagingError(code, secret)),
  ...SEALING_CODES.map((code) => new SealingError(code, secret)),
  new NotFoundException(secret),
  new TypeError(secret),
  Object.assign(new Error(secret), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }),
  Object.assign(new Error(secret), { statusCode: 400 }),
  Object.assign(new Error(secret), { statusCode: 418 }),
  secret,
  undefined,
];

describe('every error', () => {
  it.each(
    all.map(
      (error) =>
        [
          error instanceof Error ? `${error.name} ${(error as { code?: string }).code ?? ''}` : String(error),
          error,
        ] as const,
    ),
  )('becomes a problem that shows nothing of it: %s', (_, error) => {
    const document = problemDocument(toApiError(error));
    expect(PROBLEMS[document.code].status).toBe(document.status);
    expect(JSON.stringify(document)).not.toContain('control.secret');
    expect(document.type).toMatch(/^urn:hookswitch:problem:[a-z-]+$/);
  });

  it('that passes by itself tells when to come back', () => {
    expect(toApiError(new PersistenceError('unavailable', ''))).toMatchObject({
      code: 'unavailable',
      headers: { 'Retry-After': '2' },
    });
  });
  it('of ours stays as it is', () => {
    const error = new ApiError('in_use', 'still used');
    expect(toApiError(error)).toBe(error);
  });
});
