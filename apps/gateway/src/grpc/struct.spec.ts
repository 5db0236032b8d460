import { expect, it } from '@jest/globals';
import { jsonOf, NoJson, structMessage } from './struct.js';

const DOCUMENT = { text: 'a', yes: true, no: false, zero: 0, small: -1.5e-7, large: 9_007_199_254_740_991, none: null };

it('brings every kind of value there and back', () => {
  const whole = { ...DOCUMENT, empty: {}, list: [1, [], { deep: DOCUMENT }] };
  expect(jsonOf(structMessage(whole))).toEqual(whole);
});

it('leaves out what is undefined and writes dates as text', () => {
  expect(jsonOf(structMessage({ at: new Date(0), gone: undefined }))).toEqual({ at: '1970-01-01T00:00:00.000Z' });
});

it.each([Number.NaN, Number.NEGATIVE_INFINITY])('says where %d stands, which is no number in JSON', (numberValue) => {
  const fields = { 'a/b': { listValue: { values: [{ boolValue: true }, { numberValue }] } } };
  const attempt = () => jsonOf({ fields });
  expect(attempt).toThrow(NoJson);
  expect(attempt).toThrow(expect.objectContaining({ pointer: '/a~1b/1' }));
});

it('keeps a key called __proto__ for whoever refuses it', () => {
  const fields = Object.fromEntries([['__proto__', { stringValue: 'x' }]]);
  expect(Object.hasOwn(jsonOf({ fields }), '__proto__')).toBe(true);
});
