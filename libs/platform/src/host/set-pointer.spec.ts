import { expect, it } from '@jest/globals';
import { setPointer } from './set-pointer.js';

it('puts a value where the pointer says and leaves the original alone', () => {
  const document = { headers: [{ key: 'a', value: '' }], 'a/b~c': '' };
  expect(setPointer(document, '/headers/0/value', 'x')).toEqual({ headers: [{ key: 'a', value: 'x' }], 'a/b~c': '' });
  expect(setPointer(document, '/a~1b~0c', 'y')).toMatchObject({ 'a/b~c': 'y' });
  expect(document.headers[0]?.value).toBe('');
});

it.each([
  '',
  'headers',
  '/headers/1/value',
  '/headers/x',
  '/none',
  '/headers/0/none',
  '/__proto__/x',
  '/a~1b~0c/deeper',
])('finds no place for %j', (pointer) =>
  expect(setPointer({ headers: [{ key: 'a' }], 'a/b~c': '' }, pointer, 'x')).toBeUndefined(),
);

it('takes __proto__ for a name like any other', () => {
  const document = JSON.parse('{"__proto__":{"x":""}}') as { readonly [name: string]: string };
  const changed = setPointer(document, '/__proto__/x', 'y');
  expect(JSON.stringify(changed)).toBe('{"__proto__":{"x":"y"}}');
  expect(({} as { x?: string }).x).toBeUndefined();
});
