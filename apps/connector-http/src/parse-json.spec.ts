import { expect, it } from '@jest/globals';
import { parseJson } from './parse-json.js';

it('keeps integers that a number would round as text', () => {
  expect(parseJson('{"id": 12345678901234567890, "n": 9007199254740992, "ok": 1234567890123456, "x": 1e999}')).toEqual({
    id: '12345678901234567890',
    n: 9007199254740992,
    ok: 1234567890123456,
    x: '1e999',
  });
});

it('leaves __proto__ out and keeps constructor', () => {
  const value = parseJson('{"a": {"__proto__": {"admin": true}, "constructor": 1}}') as { a: object };
  expect(Object.hasOwn(value.a, '__proto__')).toBe(false);
  expect(value).toEqual({ a: { constructor: 1 } });
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

it('makes nothing of what is no JSON or too deep', () => {
  expect(parseJson('{"a":')).toBeUndefined();
  expect(parseJson('['.repeat(33) + ']'.repeat(33))).toBeUndefined();
  expect(parseJson('['.repeat(60_000))).toBeUndefined();
  expect(parseJson('['.repeat(32) + ']'.repeat(32))).toBeDefined();
  expect(parseJson(JSON.stringify('['.repeat(100) + '\\"['))).toBe('['.repeat(100) + '\\"[');
  expect(parseJson('null')).toBeNull();
});

it.each(['\\"', '"\\', '"', '["\\'])('takes little time for very much of %j', (piece) => {
  const started = performance.now();
  expect(parseJson(piece.repeat(1 << 18))).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(2_000);
});
