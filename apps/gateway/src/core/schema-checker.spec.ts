import { expect, it } from '@jest/globals';
import { createEngines } from '@hookswitch/platform';
import { SchemaChecker } from './schema-checker.js';

const checker = () => new SchemaChecker(createEngines());

it('names the place of what is missing and of what is too much, whatever the key', () => {
  const schema = { type: 'object', required: ['a/b'], additionalProperties: false, properties: { 'a/b': {} } };
  expect(checker().problems(schema, { 'c~d': 1 })).toMatchObject([
    { pointer: '/a~1b', code: 'required' },
    { pointer: '/c~0d', code: 'additionalProperties' },
  ]);
});

it('says which of two that exclude each other is too much, once', () => {
  const schema = { if: { required: ['a'] }, then: { properties: { b: false } } };
  expect(checker().problems(schema, { a: 1, b: 1 })).toMatchObject([{ pointer: '/b', code: 'not_possible_here' }]);
});

it('takes the same $id of several schemas, and a schema that refers to itself', () => {
  const [schemas, $id] = [checker(), 'https://example.com/a'];
  expect(schemas.problems({ $id, type: 'string' }, 1)).toHaveLength(1);
  expect(schemas.problems({ $id, type: 'number' }, 1)).toEqual([]);
  const tree = { type: 'object', properties: { child: { $ref: '#' } } };
  expect(schemas.problems(tree, { child: { child: 7 } })).toMatchObject([{ pointer: '/child/child' }]);
});

it('keeps patterns apart', () => {
  const schema = { properties: { a: { pattern: '^a+$' }, b: { pattern: '^b+$' } } };
  expect(checker().problems(schema, { a: 'aa', b: 'bb' })).toEqual([]);
  expect(checker().problems(schema, { a: 'bb', b: 'aa' })).toMatchObject([{ pointer: '/a' }, { pointer: '/b' }]);
});

it('takes no longer for a pattern that makes others try every way', () => {
  const started = performance.now();
  expect(checker().problems({ pattern: '^(a+)+$' }, `${'a'.repeat(16_384)}b`)).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(2_000);
});

it.each([
  ['an unknown type', { type: 'nonsense' }],
  ['a reference elsewhere', { $ref: 'https://elsewhere.example.com/x' }],
  ['a look-ahead', { pattern: '(?=a)' }],
  ['answers to wait for, which would let everything pass', { $async: true, type: 'object' }],
])('refuses a schema with %s', (_, schema) => {
  expect(checker().refuse(schema)).toEqual(expect.any(String));
});
