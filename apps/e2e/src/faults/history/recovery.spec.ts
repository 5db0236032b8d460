import { expect, it } from '@jest/globals';
import { recoveryOf } from './recovery.js';

/** Ten events a second from 0 on, of which none arrives between 10 s and 20 s. */
const delays = (perSecond: number) =>
  Array.from({ length: 400 }, (_, n) => {
    const from = n * 100;
    const waited = Math.max(0, Math.min(n - 100, 100));
    const at = from < 10_000 ? from : 20_000 + (waited * 1_000) / perSecond;
    return { line: 0, from, ms: Math.max(5, at - from) };
  });

it('takes the time until nothing is late, and what that may take at the pace of the drain', () => {
  const { seconds, backlog, perSecond, boundSeconds } = recoveryOf(delays(50), { healed: 20_000, input: 10 });
  expect(backlog).toBe(100);
  expect(perSecond).toBeGreaterThanOrEqual(50);
  expect(seconds).toBeGreaterThan(1);
  expect(seconds).toBeLessThanOrEqual(2);
  expect(boundSeconds).toBeCloseTo((1.5 * 100) / (perSecond - 10), 5);
});

it('says nothing was late when nothing was', () => {
  const well = Array.from({ length: 10 }, (_, n) => ({ line: 0, from: n * 100, ms: 5 }));
  expect(recoveryOf(well, { healed: 500, input: 10 })).toEqual({
    seconds: 0,
    backlog: 1,
    perSecond: 0,
    boundSeconds: 1.5,
  });
});
