import { expect, it } from '@jest/globals';
import { HttpError } from '@hookswitch/connector-sdk';
import { httpFailure } from './failure.js';

it.each([
  ['blocked', 'failed', 'failed'],
  ['invalid', 'failed', 'failed'],
  ['unreachable', 'retry', 'retry'],
  ['aborted', 'retry', 'retry'],
  ['unknown', 'retry', 'unknown'],
] as const)('a request that was %s is %s for reads and %s for submissions', (code, read, submit) => {
  const error = new HttpError(code, 'why');
  expect([httpFailure(error, 'read').kind, httpFailure(error, 'submit').kind]).toEqual([read, submit]);
});
