import { describe, expect, it } from '@jest/globals';
import { checkJson } from './check-json.js';
import { parseJsonBody, parseYamlBody } from './parse-body.js';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const refused = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
};

describe('a JSON body', () => {
  it('keeps every digit of a number', () => {
    expect(parseJsonBody(bytes('{"id": 12345678901234567890}'))).toEqual({ id: '12345678901234567890' });
  });
  it('is refused with the place where it is wrong', () => {
    expect(refused(() => parseJsonBody(bytes('{\n "a" 1}')))).toMatchObject({
      code: 'malformed_json',
      detail: expect.stringContaining('line 2') as unknown,
    });
    expect(refused(() => parseJsonBody(Buffer.from([0x7b, 0xff])))).toMatchObject({ code: 'malformed_request' });
  });
  it('never shows what stands in it', () => {
    expect(refused(() => parseJsonBody(bytes('{"token": hks_secret}')))).toMatchObject({
      message: expect.not.stringContaining('hks') as unknown,
    });
  });
});

describe('a YAML body', () => {
  it('says what JSON could say', () => {
    expect(parseYamlBody(bytes('a: [1, yes, null, "x", 1.5]\nb: { c: true }'))).toEqual({
      a: [1, 'yes', null, 'x', 1.5],
      b: { c: true },
    });
  });
  it('keeps every digit of a number', () => {
    expect(parseYamlBody(bytes('{ id: 12345678901234567890, n: -7, hex: 0x10 }'))).toEqual({
      ...{ id: '12345678901234567890', n: -7, hex: 16 },
    });
  });
  it('may be empty, and then is null', () => {
    expect(parseYamlBody(bytes('# nothing\n'))).toBeNull();
  });
  it('may use an anchor a few times', () => {
    expect(parseYamlBody(bytes('a: &x { n: 1 }\nb: *x\nc: *x'))).toEqual({ a: { n: 1 }, b: { n: 1 }, c: { n: 1 } });
  });
  it.each([
    ['infinity', 'a: .inf', /no number/],
    ['not a number', 'a: .nan', /no number/],
    ['a key twice', 'a: 1\na: 2', /^Line 2, column 1:/],
    ['an unknown tag', 'a: !!python/object x', /^Line 1, column 4:/],
    ['two documents', 'a: 1\n---\nb: 2', /^Line 2/],
    ['a tab as indentation', 'a:\n\tb: 1', /^Line 2/],
  ])('with %s is refused with line and column', (_, text, place) => {
    expect(refused(() => parseYamlBody(bytes(text)))).toMatchObject({
      code: 'malformed_yaml',
      detail: expect.stringMatching(place) as unknown,
    });
  });
  it('with __proto__ is refused', () => {
    expect(refused(() => parseYamlBody(bytes('a:\n  __proto__: { admin: true }')))).toMatchObject({
      code: 'forbidden_key',
      errors: [{ pointer: '/a/__proto__' }],
    });
  });
});

describe('checkJson', () => {
  const nested = (levels: number): never => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as never;
  const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n]));
  it('takes what is at the limit and refuses one more', () => {
    expect(() => checkJson(nested(64))).not.toThrow();
    expect(refused(() => checkJson(nested(65)))).toMatchObject({ code: 'too_deep' });
    expect(() => checkJson(wide(1_000))).not.toThrow();
    expect(refused(() => checkJson({ a: [wide(1_001)] }))).toMatchObject({
      code: 'too_many_keys',
      errors: [{ pointer: '/a/0' }],
    });
  });
  it('takes constructor and prototype for ordinary keys', () => {
    expect(() => checkJson(JSON.parse('{"constructor": {"prototype": 1}}') as never)).not.toThrow();
  });
});
