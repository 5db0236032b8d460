import { expect, it } from '@jest/globals';
import type { Kept } from '../sink/script.js';
import { delaysOf, p99, quantile } from './delays.js';
import type { SentEvent } from './history.js';

const event = (id: string, from: number, line = 0): SentEvent => ({
  ...{ tenant: 'a', id, type: 'call.ended', subject: 's', seq: 0, answer: 'acked', from, line },
});
const kept = (of: string, at: number, destination = 0): Kept => ({
  ...{ seq: 1, at, destination, command: `c-${of}`, tenant: 'a', event: of, subject: 's' },
  ...{ digest: '', status: 200, effect: true },
});

it('counts from the first try of the sender to the first request at the target', () => {
  const seen = [kept('e1', 50), kept('e1', 900), kept('e2', 140, 1)];
  expect(delaysOf([event('e1', 10), event('e2', 100, 1), event('e3', 100)], seen)).toEqual([
    { line: 0, from: 10, ms: 40 },
    { line: 1, from: 100, ms: 40 },
  ]);
});

it('takes the 99th percentile of a time and some lines', () => {
  const delays = Array.from({ length: 200 }, (_, n) => ({ line: n % 2, from: n, ms: n }));
  expect(quantile([], 0.99)).toBe(0);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(p99(delays, { from: 0, to: 200 }, () => true)).toBe(198);
  expect(p99(delays, { from: 0, to: 100 }, (line) => line === 0)).toBe(98);
});
