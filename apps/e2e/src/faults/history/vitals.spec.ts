import { expect, it } from '@jest/globals';
import { flat, type Vitals } from './vitals.js';

const vitals = (memory: number, handles: number): Vitals =>
  new Map([
    ['rules', new Map([['process_resident_memory_bytes', 100], ['process_open_fds', 20]])],
    ['gateway', new Map([['process_resident_memory_bytes', memory], ['process_open_fds', handles]])],
  ]); // prettier-ignore

it('is content with what grew by less than a tenth, and names who grew most', () => {
  expect(flat(vitals(200, 50), vitals(215, 50)).map(({ measured, holds }) => [measured, holds])).toEqual([
    ['1.07 (gateway)', true],
    ['1 (rules)', true],
  ]);
  expect(flat(vitals(200, 50), vitals(230, 60)).map(({ measured, holds }) => [measured, holds])).toEqual([
    ['1.15 (gateway)', false],
    ['1.20 (gateway)', false],
  ]);
});

it('is not content with services that say nothing', () => {
  expect(flat(new Map(), new Map()).every(({ holds }) => holds)).toBe(false);
});
