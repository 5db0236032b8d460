import { expect, it } from '@jest/globals';
import { ReceiptLimiter } from './receipt-limiter.js';

it('lets so many through in a minute, for each key apart, and says how long to wait', () => {
  let now = 0;
  const limiter = new ReceiptLimiter(() => now);
  expect([1, 2, 3].map(() => limiter.take('a', 2))).toEqual([0, 0, 60]);
  expect(limiter.take('b', 2)).toBe(0);
  now = 59_001;
  expect(limiter.take('a', 2)).toBe(1);
  now = 60_000;
  expect([1, 2, 3].map(() => limiter.take('a', 2))).toEqual([0, 0, 60]);
});

it('keeps no more keys than fit', () => {
  const limiter = new ReceiptLimiter(() => 0);
  limiter.take('first', 1);
  for (let key = 0; key < 10_000; key += 1) limiter.take(String(key), 1);
  expect(limiter.take('first', 1)).toBe(0);
  expect(limiter.take('9999', 1)).toBe(60);
});
