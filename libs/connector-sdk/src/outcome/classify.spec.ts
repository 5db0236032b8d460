import { describe, expect, it } from '@jest/globals';
import { HttpError } from '../http/client.js';
import { classify, slug, UNLISTED, type ErrorRow } from './classify.js';
import { outcomeOfHttpError } from './outcomes.js';

const table: readonly ErrorRow[] = [
  { status: [403], codes: ['Insufficient Funds'], class: 'config', advice: 'Top up.' },
  { codes: ['slow_down'], class: 'retry', afterMs: 60_000 },
  { codes: ['restricted_*'], class: 'permanent' },
  { status: [429], class: 'retry-after', defaultAfterMs: 30_000 },
  ...UNLISTED.send,
];

describe('an error table', () => {
  it.each([
    [
      { status: 403, code: 'Insufficient funds.' },
      { kind: 'failed', error: { code: 'insufficient_funds', class: 'config' } },
    ],
    [
      { status: 403, code: 'other' },
      { kind: 'failed', error: { code: 'other', class: 'permanent' } },
    ],
    [
      { status: 200, code: 'slow_down' },
      { kind: 'retry', afterMs: 60_000, error: { class: 'retry' } },
    ],
    [
      { status: 200, code: 'slow_down', afterMs: 90_000 },
      { kind: 'retry', afterMs: 90_000 },
    ],
    [
      { status: 200, code: 'restricted_action' },
      { kind: 'failed', error: { class: 'permanent' } },
    ],
    [
      { status: 429 },
      { kind: 'retry', throttled: true, afterMs: 30_000, error: { code: 'http_429', class: 'retry-after' } },
    ],
    [
      { status: 429, afterMs: 1 },
      { kind: 'retry', throttled: true, afterMs: 1 },
    ],
    [{ status: 408 }, { kind: 'retry', error: { class: 'retry' } }],
    [{ status: 425 }, { kind: 'retry' }],
    [{ status: 503 }, { kind: 'unknown', error: { code: 'http_503', class: 'unknown' } }],
    [{ status: 410 }, { kind: 'failed' }],
  ])('makes of %j %j', (refusal, expected) => {
    expect(classify(table, { message: 'no', ...refusal })).toMatchObject(expected);
  });

  it('gives advice after what the target said, and no wait where none is known', () => {
    const outcome = classify(table, { status: 403, code: 'insufficient_funds', message: 'No money.' });
    expect(outcome.error.message).toBe('No money. Top up.');
    expect(classify(table, { status: 503, message: '' })).not.toHaveProperty('afterMs');
  });

  it('takes 5xx of a read for retryable', () => {
    expect(classify(UNLISTED.read, { status: 500, message: '' })).toMatchObject({ kind: 'retry' });
  });

  it('makes short codes of texts', () => {
    expect(slug(' Not allowed country. ')).toBe('not_allowed_country');
    expect(slug('<html>'.repeat(100)).length).toBeLessThanOrEqual(64);
  });
});

describe('a request without an answer', () => {
  it.each([
    ['blocked', { kind: 'failed', error: { code: 'destination_unreachable', class: 'permanent' } }],
    ['invalid', { kind: 'failed', error: { code: 'invalid_request' } }],
    ['unreachable', { kind: 'retry', error: { code: 'destination_unreachable' } }],
    ['aborted', { kind: 'retry' }],
    ['unknown', { kind: 'unknown', error: { code: 'connection_lost' } }],
  ] as const)('that is %s', (code, expected) => {
    expect(outcomeOfHttpError(new HttpError(code, 'why'))).toMatchObject(expected);
  });
});
