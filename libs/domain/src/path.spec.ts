import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookup, parsePath } from './path.js';
import type { Json } from './json.js';

describe('parsePath', () => {
  it.each([
    ['event.type', ['event', 'type']],
    ['event.properties.contacts[0].name', ['event', 'properties', 'contacts', 0, 'name']],
    ['steps.look-up.output.rows[1][2]', ['steps', 'look-up', 'output', 'rows', 1, 2]],
    ['event', ['event']],
  ])('reads %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each([
    '',
    '.',
    'event.',
    '.event',
    'event..type',
    '[0]',
    'a[',
    'a[]',
    'a[-1]',
    'a[0',
    'a[0]b',
    'a b',
    'a.0',
    'a[1e3]',
    ' a',
  ])('refuses %j', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it('ends on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parsePath(text) === undefined || text.length > 0));
  });
});

describe('lookup', () => {
  const root: Json = { list: [{ name: 'Ada' }, 'two'], text: 'abc', none: null, zero: 0 };
  it.each([
    ['list[0].name', 'Ada'],
    ['list[1]', 'two'],
    ['none', null],
    ['zero', 0],
  ])('finds %s', (text, value) => {
    expect(lookup(root, parsePath(text) ?? [])).toBe(value);
  });

  it.each([
    'list[2]',
    'list.length',
    'text[0]',
    'text.length',
    'none.x',
    '__proto__',
    'constructor',
    'toString',
    'list.map',
    'list[0].name.x',
  ])('finds nothing at %s', (text) => {
    expect(lookup(root, parsePath(text) ?? [])).toBeUndefined();
  });
});
