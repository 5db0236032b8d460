import { expect, it } from '@jest/globals';
import { findOperation } from './operations.js';
import type { GoogleSession } from './session.js';

/** Answers each page with the same operations; `last` is the number of the page after which there is no other. */
const listing = (last: number) => {
  let asked = 0;
  const listOperations = () => {
    asked += 1;
    return Promise.resolve([[{ name: `op-${asked}` }], asked >= last ? null : { pageToken: `page-${asked}` }, {}]);
  };
  const session = { speech: { operationsClient: { listOperations } } } as unknown as GoogleSession;
  return { session, asked: () => asked };
};

it('looks through all pages before it says that there is none', async () => {
  const { session, asked } = listing(3);
  expect(await findOperation(session, 'gs://calls/command-1')).toBe('none');
  expect(asked()).toBe(3);
});

it('does not say that there is none when it cannot look through all', async () => {
  const { session } = listing(Infinity);
  expect(await findOperation(session, 'gs://calls/command-1')).toBe('unclear');
});
