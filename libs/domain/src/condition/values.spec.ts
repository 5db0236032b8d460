import { describe, expect, it } from '@jest/globals';
import { asInstant, asNumber, sameValue } from './values.js';

describe('asNumber', () => {
  it.each([
    [3, 3],
    ['3', 3],
    ['-0.5', -0.5],
    ['0', 0],
    ['+420', undefined],
    ['007', undefined],
    ['1e3', 1_000],
    ['1e999', undefined],
    ['', undefined],
    [' 3', undefined],
    [true, undefined],
    [null, undefined],
  ])('%j is %j', (value, number) => {
    expect(asNumber(value)).toBe(number);
  });
});

describe('asInstant', () => {
  it.each([
    ['2026-03-29T01:00:00Z', Date.UTC(2026, 2, 29, 1)],
    ['2026-03-29T03:00:00+02:00', Date.UTC(2026, 2, 29, 1)],
    ['2026-03-29T01:00:00.250Z', Date.UTC(2026, 2, 29, 1, 0, 0, 250)],
    ['2026-03-29', undefined],
    ['2026-03-29T01:00:00', undefined],
    ['2026-13-29T01:00:00Z', undefined],
    [1774746000, undefined],
  ])('%j is %j', (value, epochMs) => {
    expect(asInstant(value)).toBe(epochMs);
  });
});

describe('sameValue', () => {
  it.each([
    ['Incoming', 'incoming', true],
    ['e\u0301', '\u00e9', true],
    ['3', 3, true],
    [3, '3.0', true],
    ['3', '3.0', false],
    [true, 'true', false],
    [null, '', false],
    [null, null, true],
    [['A', 1], ['a', '1'], true],
    [['a'], ['a', null], false],
    [{ a: 'X' }, { a: 'x' }, true],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: 1 }, [1], false],
  ])('%j and %j: %j', (left, right, same) => {
    expect(sameValue(left, right, false)).toBe(same);
    expect(sameValue(right, left, false)).toBe(same);
  });

  it('keeps case apart when asked', () => {
    expect(sameValue('A', 'a', true)).toBe(false);
    expect(sameValue({ x: ['A'] }, { x: ['a'] }, true)).toBe(false);
  });
});
