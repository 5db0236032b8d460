import { beforeEach, describe, expect, it } from '@jest/globals';
import { AdaptiveLimit } from './adaptive-limit.js';

describe('how many calls of a key may run', () => {
  let limit: AdaptiveLimit;
  let now: number;
  beforeEach(() => {
    limit = new AdaptiveLimit(16);
    now = 10_000;
  });
  const round = (change: { readonly tookMs?: number; readonly running?: number; readonly isLoss?: boolean } = {}) => {
    const { tookMs = 10, isLoss = false } = change;
    const { running = limit.value } = change;
    now += tookMs;
    for (let call = 0; call < running; call += 1) limit.ended({ now, beganAt: now - tookMs, running, isLoss });
  };
  const rounds = (count: number, change = {}) => Array.from({ length: count }, () => round(change));

  it('begins with half of what one key may have at most, or less where that is less', () => {
    expect(limit.value).toBe(8);
    expect(new AdaptiveLimit(3).value).toBe(3);
  });

  it('is one more after each round of answers, up to the most there may be', () => {
    rounds(2);
    expect(limit.value).toBe(9);
    rounds(30);
    expect(limit.value).toBe(16);
  });

  it('does not grow while it is not used', () => {
    rounds(50, { running: 3 });
    expect(limit.value).toBe(8);
  });

  it('is a fifth less after a round with losses, however many, and never below one', () => {
    rounds(30);
    round({ isLoss: true });
    expect(limit.value).toBe(12);
    rounds(50, { isLoss: true });
    expect(limit.value).toBe(1);
    rounds(40);
    expect(limit.value).toBeGreaterThan(12);
  });

  it('is less when answers take twice as long as the best ones, but leaves some places to what is slow by itself', () => {
    rounds(30, { tookMs: 200 });
    rounds(3, { tookMs: 1_500 });
    expect(limit.value).toBeLessThan(16);
    rounds(100, { tookMs: 1_500 });
    expect(limit.value).toBe(4);
    rounds(60, { tookMs: 200 });
    expect(limit.value).toBe(16);
  });

  it('does not take noise for congestion', () => {
    rounds(30, { tookMs: 2 });
    rounds(30, { tookMs: 90 });
    expect(limit.value).toBe(16);
  });
});
