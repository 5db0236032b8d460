import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { PAGE, readRecords, type Recorded } from './recorded.js';
import { pageOf } from './results-page.js';

const ROW: Recorded = {
  ...{ id: 'E1', title: 'something | breaks', seed: 7, load: 'some', injected: 'much', date: '2026-11-25' },
  ...{ events: 10, acked: 9, actions: 9, effects: 9, repeats: 2, unexplained: 1, lost: 0, recoverySeconds: 1.25 },
  ...{
    claims: [{ what: 'kills, at least 1', measured: '3', holds: true }],
    broken: ['unexplained repeat'],
    holds: false,
  },
};

it('shows what was recorded', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(pageOf(page, readRecords()));
});

it('changes nothing outside its marks, and says which rule was broken', () => {
  const page = readFileSync(PAGE, 'utf8');
  const other = pageOf(`before\n${page}after\n`, [
    ROW,
    { id: 'E24', title: 'an upgrade', missing: 'there is no release' },
  ]);
  expect(other.startsWith('before\n')).toBe(true);
  expect(other.endsWith('after\n')).toBe(true);
  const row = other.split('\n').find((line) => line.startsWith('| E1 '));
  expect(row?.split(/(?<!\\)\|/).map((cell) => cell.trim())).toEqual([
    ...['', 'E1', 'something \\| breaks', 'some', 'much', '10', '9', '9', '9', '2', '1', '0', '1.3 s', '7'],
    ...['no: unexplained repeat', ''],
  ]);
  expect(other).toMatch(/\| E1 +\| kills, at least 1 +\| 3 +\| yes +\|/);
  expect(other).toContain('- E24 (an upgrade): not run: there is no release\n');
  expect(pageOf(other, readRecords())).toBe(`before\n${pageOf(page, readRecords())}after\n`);
});

it('says when the page has no place for results', () => {
  expect(() => pageOf('# A page\n', [ROW])).toThrow('the page has no "<!-- results');
});
