import { describe, expect, it } from '@jest/globals';
import { fitsAnswer, hasLines } from './answers.js';

describe('an answer as a page shows it', () => {
  it.each([
    ['the same', '{"a":1}', '{"a":1}', true],
    ['members left out', '{"a":1}', '{"a":1,"b":2}', true],
    ['another value', '{"a":1}', '{"a":2}', false],
    ['a member that is not there', '{"a":1}', '{"b":1}', false],
    ['anything for a gap', '{"a":"…"}', '{"a":[1]}', true],
    ['a gap for what is not there', '{"a":"…"}', '{}', false],
    ['a gap within a text', '{"a":"hks_…"}', '{"a":"hks_1"}', true],
    ['a text that a pattern would match', '{"a":"x.z"}', '{"a":"xyz"}', false],
    ['elements left out', '[1,3]', '[1,2,3]', true],
    ['elements in another order', '[3,1]', '[1,2,3]', false],
    ['an empty list for one with elements', '{"a":[]}', '{"a":[1]}', false],
    ['no JSON at all', '{"a":1}', 'curl: (7) Failed to connect', false],
  ])('in JSON: %s', (_, shown, actual, fits) => {
    expect(fitsAnswer('json', shown, actual)).toBe(fits);
  });

  it.each([
    ['the same', 'a\nb', 'a\nb\n', true],
    ['lines left out', 'a\nc', 'a\nb\nc', true],
    ['lines in another order', 'b\na', 'a\nb', false],
    ['a line more', 'a\nb', 'a', false],
    ['a part of a line', 'a', 'ab', false],
    ['other columns', 'RUN  STATUS', 'RUN      STATUS', true],
    ['gaps', '…\nRun … dead', 'x\nRun 1-2 dead', true],
  ])('in text: %s', (_, shown, actual, fits) => {
    expect(fitsAnswer('text', shown, actual)).toBe(fits);
  });

  it('may have its lines in any order where things happen at the same time', () => {
    expect(hasLines('b\na', 'a\nb')).toBe(true);
    expect(hasLines('b\nc', 'a\nb')).toBe(false);
  });
});
