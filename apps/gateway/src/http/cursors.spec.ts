import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cursors } from './cursors.js';

const cursors = new Cursors(Buffer.alloc(32, 1));
const scope = { tenant: 'acme', list: 'workflows' };
const sealed = (position: string): string =>
  (cursors.page(scope, { items: [1], next: position }, (item) => item) as { next: string }).next;

it('gives every position back, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (position) => {
      expect(cursors.request(scope, { cursor: sealed(position) })).toEqual({ limit: 50, after: position });
    }),
  );
});

it('refuses a changed byte, another tenant, another list and another installation', () => {
  const cursor = sealed('position');
  const refuse = (work: () => unknown) => expect(work).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
  for (let at = 0; at < cursor.length; at += 1) {
    const other = cursor[at] === 'A' ? 'B' : 'A';
    refuse(() => cursors.request(scope, { cursor: cursor.slice(0, at) + other + cursor.slice(at + 1) }));
  }
  refuse(() => cursors.request({ ...scope, tenant: 'globex' }, { cursor }));
  refuse(() => cursors.request({ ...scope, list: 'audit' }, { cursor }));
  refuse(() => new Cursors(Buffer.alloc(32, 2)).request(scope, { cursor }));
  refuse(() => cursors.request(scope, { cursor: '' }));
  refuse(() => cursors.request(scope, { cursor: `${cursor}.x` }));
});

it('leaves the last page without a next one', () => {
  expect(cursors.page(scope, { items: ['a'] }, (item) => item)).toEqual({ items: ['a'] });
});
