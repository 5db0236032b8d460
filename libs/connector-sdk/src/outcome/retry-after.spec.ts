import { expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const now = Date.parse('2026-11-20T09:00:00Z');

it.each([
  ['0', 0],
  ['7', 7_000],
  [' 30 ', 30_000],
  ['1990', 1_990_000],
  ['99999999', 3_600_000],
  ['Fri, 20 Nov 2026 09:01:00 GMT', 60_000],
  ['Thu, 01 Jan 2099 00:00:00 GMT', 3_600_000],
])('reads %j', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});

it.each([undefined, '', '-1', 'abc', '1.5', '1e3', '2026-11-20', 'Mon, 01 Jan 1990 00:00:00 GMT', 'Infinity'])(
  'makes nothing of %j',
  (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  },
);
