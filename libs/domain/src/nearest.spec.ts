import { expect, it } from '@jest/globals';
import { nearest } from './nearest.js';

it('finds the name that was meant', () => {
  expect(nearest('aply', ['apply', 'explain', 'runs'])).toBe('apply');
  expect(nearest('rnu', ['apply', 'runs'])).toBe('runs');
});

it('finds none when nothing is close', () => {
  expect(nearest('zzzzzz', ['apply', 'runs'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
