import { expect, it } from '@jest/globals';
import { partsOf } from './parts.js';

it.each([
  ['a', 160, 1],
  ['a', 161, 2],
  ['a', 306, 2],
  ['a', 307, 3],
  ['€', 80, 1],
  ['€', 81, 2],
  ['č', 70, 1],
  ['č', 71, 2],
  ['č', 135, 3],
  ['👍', 35, 1],
  ['👍', 36, 2],
])('%j × %d is sent as %d', (text, times, parts) => {
  expect(partsOf(text.repeat(times))).toBe(parts);
});

it('never splits a character', () => {
  expect(partsOf(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toBe(3);
});
