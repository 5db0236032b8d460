import { expect, it } from '@jest/globals';
import { sizeOf } from './size-of.js';

it('counts texts, bytes and names, however deep they lie', () => {
  const message = { event: { id: 'x'.repeat(1_000), dataJson: new Uint8Array(5_000), data: { fields: { a: {} } } } };
  expect(sizeOf(message)).toBeGreaterThan(6_000);
  expect(sizeOf(message)).toBeLessThan(6_200);
});

it('counts values that hold nothing: a list of many takes room', () => {
  expect(sizeOf(Array.from({ length: 1_000 }, () => undefined))).toBeGreaterThanOrEqual(8_000);
});
