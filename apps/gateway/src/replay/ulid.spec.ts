import { expect, it } from '@jest/globals';
import { ulid } from './ulid.js';

const none = new Uint8Array(10);

it('writes time and randomness in the alphabet of Crockford', () => {
  expect(ulid(0, none)).toBe('0'.repeat(26));
  // The example of the specification.
  expect(ulid(1_469_918_176_385, none).slice(0, 10)).toBe('01ARYZ6S41');
  expect(
    ulid(
      2 ** 48 - 1,
      none.map(() => 255),
    ),
  ).toBe(`7${'Z'.repeat(25)}`);
  expect(
    ulid(
      0,
      none.map((_, at) => (at === 9 ? 33 : 0)),
    ),
  ).toBe(`${'0'.repeat(24)}11`);
});

it('sorts by time', () => {
  expect(
    ulid(
      1_000,
      none.map(() => 255),
    ) < ulid(1_001, none),
  ).toBe(true);
});
