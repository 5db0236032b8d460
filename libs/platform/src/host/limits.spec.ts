import { describe, expect, it } from '@jest/globals';
import { Breaker, FAILURES_TO_OPEN, PROBE_MS } from './breaker.js';
import { TokenBucket } from './token-bucket.js';

const fail = (breaker: Breaker, times: number, now = 0) =>
  Array.from({ length: times }, () => breaker.note('failure', now)).filter((change) => change !== undefined);

describe('a breaker', () => {
  it('opens after ten failures in a row', () => {
    const breaker = new Breaker();
    expect(fail(breaker, FAILURES_TO_OPEN - 1)).toEqual([]);
    expect(breaker.note('answer', 0)).toBeUndefined();
    expect(fail(breaker, FAILURES_TO_OPEN - 1)).toEqual([]);
    expect(breaker.allowance(0, 3)).toBe(Number.POSITIVE_INFINITY);
    expect(fail(breaker, 1)).toEqual(['opened']);
    expect(breaker.isOpen).toBe(true);
  });

  it('lets one probe through every thirty seconds and closes when the target answers', () => {
    const breaker = new Breaker();
    fail(breaker, FAILURES_TO_OPEN, 1_000);
    expect(breaker.allowance(1_000 + PROBE_MS - 1, 0)).toBe(0);
    expect(breaker.allowance(1_000 + PROBE_MS, 0)).toBe(1);
    expect(breaker.allowance(1_000 + PROBE_MS, 1)).toBe(0);
    expect(breaker.note('failure', 40_000)).toBeUndefined();
    expect(breaker.opensAt(0)).toBe(40_000 + PROBE_MS);
    expect(breaker.note('nothing', 80_000)).toBeUndefined();
    expect(breaker.note('answer', 80_000)).toBe('closed');
    expect(breaker.allowance(80_000, 7)).toBe(Number.POSITIVE_INFINITY);
  });

  it('that was open elsewhere begins with a probe', () => {
    const breaker = new Breaker(true);
    expect(breaker.allowance(0, 0)).toBe(1);
    expect(breaker.note('answer', 0)).toBe('closed');
  });
});

describe('a token bucket', () => {
  it('begins empty and fills to its burst', () => {
    const bucket = new TokenBucket({ perMinute: 60, burst: 3 }, 1_000);
    expect(bucket.available(1_000)).toBe(0);
    expect(bucket.available(2_000)).toBe(1);
    expect(bucket.available(60_000)).toBe(3);
    expect(bucket.isFull(60_000)).toBe(true);
  });

  it('keeps the rate over any minute', () => {
    const bucket = new TokenBucket({ perMinute: 40, burst: 5 }, 0);
    let taken = 0;
    for (let now = 0; now <= 60_000; now += 6) {
      const count = bucket.available(now);
      bucket.take(count, now);
      taken += count;
    }
    expect(taken).toBe(40);
  });

  it('says when the next token will be there, and then it is', () => {
    const bucket = new TokenBucket({ perMinute: 40, burst: 5 }, 0);
    const at = bucket.nextAt(0);
    expect(at).toBe(1_500);
    expect(bucket.available(at)).toBe(1);
    expect(bucket.nextAt(at)).toBe(at);
  });

  it('does not mind a clock that stands still or is asked for the past', () => {
    const bucket = new TokenBucket({ perMinute: 60, burst: 1 }, 1_000);
    expect(bucket.available(500)).toBe(0);
    expect(bucket.available(2_000)).toBe(1);
  });
});
