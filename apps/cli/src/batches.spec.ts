import { expect, it } from '@jest/globals';
import { batches } from './batches.js';

const sizes = (events: readonly string[]) => [...batches(events)].map(({ length }) => length);

it('takes 500 events at once, and none is none', () => {
  expect(sizes(Array.from({ length: 1_001 }, (_, at) => String(at)))).toEqual([500, 500, 1]);
  expect(sizes([])).toEqual([]);
});

it('counts bytes, of which a character may have three', () => {
  const kanji = '電'.repeat(400_000);
  expect(sizes([kanji, kanji, kanji, kanji, kanji])).toEqual([3, 2]);
});

it('leaves one that is too large alone', () => {
  expect(sizes(['a', 'x'.repeat(5_000_000), 'b'])).toEqual([1, 1, 1]);
});
