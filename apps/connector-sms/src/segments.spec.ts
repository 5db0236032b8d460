import { expect, it } from '@jest/globals';
import { smsLength } from './segments.js';

it.each([
  ['', 1, 'GSM-7', 0, 0],
  ['a', 160, 'GSM-7', 160, 1],
  ['a', 161, 'GSM-7', 161, 2],
  ['a', 306, 'GSM-7', 306, 2],
  ['a', 307, 'GSM-7', 307, 3],
  ['€', 80, 'GSM-7', 160, 1],
  ['€', 81, 'GSM-7', 162, 2],
  ['č', 70, 'UCS-2', 70, 1],
  ['č', 71, 'UCS-2', 71, 2],
  ['č', 134, 'UCS-2', 134, 2],
  ['č', 135, 'UCS-2', 135, 3],
  ['👍', 35, 'UCS-2', 70, 1],
  ['👍', 36, 'UCS-2', 72, 2],
])('%j × %d is %s, %d units, %d segments', (text, times, alphabet, units, segments) => {
  expect(smsLength(text.repeat(times))).toEqual({ alphabet, units, segments });
});

it('never splits a character between two parts', () => {
  expect(smsLength(`${'a'.repeat(159)}€`)).toEqual({ alphabet: 'GSM-7', units: 161, segments: 2 });
  expect(smsLength(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
  expect(smsLength(`${'č'.repeat(66)}👍${'č'.repeat(66)}`)).toMatchObject({ units: 134, segments: 3 });
});

it.each(['ç', 'ê', '`', '’', 'č'])('takes %s out of GSM-7', (character) => {
  expect(smsLength(character).alphabet).toBe('UCS-2');
});
it.each(['Ç', 'é', '@', '\n', '\r', 'Ω', '[', '~', '\f'])('keeps %j in GSM-7', (character) => {
  expect(smsLength(character).alphabet).toBe('GSM-7');
});
