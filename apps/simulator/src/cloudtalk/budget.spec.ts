import { expect, it } from '@jest/globals';
import { Budget } from './budget.js';

it('gives 60 in a minute, says when there are more, and then gives again', () => {
  const budget = new Budget();
  const start = 1_700_000_000_000;
  const within = Array.from({ length: 61 }, (_, at) => budget.take(start + at * 100));
  expect(within.filter(({ ok }) => ok)).toHaveLength(60);
  expect(within[60]?.headers).toEqual({
    'x-cloudtalkapi-limit': '60',
    'x-cloudtalkapi-remaining': '0',
    'x-cloudtalkapi-resettime': String(start / 1000 + 60),
  });
  expect(budget.take(start + 60_000).ok).toBe(true);
});
