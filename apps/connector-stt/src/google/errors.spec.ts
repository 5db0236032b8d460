import { expect, it } from '@jest/globals';
import { HttpError } from '@hookswitch/connector-sdk';
import { clientFailure, codeFailure, statusFailure } from './errors.js';

const table: readonly (readonly [code: number, read: string, submit: string])[] = [
  [1, 'failed permanent', 'failed permanent'],
  [3, 'failed permanent', 'failed permanent'],
  [5, 'failed permanent', 'failed permanent'],
  [9, 'failed permanent', 'failed permanent'],
  [11, 'failed permanent', 'failed permanent'],
  [12, 'failed permanent', 'failed permanent'],
  [7, 'failed config', 'failed config'],
  [16, 'failed config', 'failed config'],
  [8, 'retry retry-after', 'retry retry-after'],
  [10, 'retry retry', 'retry retry'],
  [2, 'retry retry', 'unknown unknown'],
  [4, 'retry retry', 'unknown unknown'],
  [13, 'retry retry', 'unknown unknown'],
  [14, 'retry retry', 'unknown unknown'],
];

it.each(table)('code %i is %s where nothing can happen twice, %s for a submission', (code, read, submit) => {
  const [a, b] = [codeFailure(code, '', 'read'), codeFailure(code, '', 'submit')];
  expect([`${a.kind} ${a.error.class}`, `${b.kind} ${b.error.class}`]).toEqual([read, submit]);
});

it.each([
  [401, 'failed config'],
  [403, 'failed config'],
  [404, 'failed permanent'],
  [412, 'failed permanent'],
  [408, 'retry retry'],
  [429, 'retry retry-after'],
  [500, 'retry retry'],
  [503, 'retry retry'],
])('status %i of Cloud Storage is %s', (status, expected) => {
  const failure = statusFailure(status, '');
  expect(`${failure.kind} ${failure.error.class}`).toBe(expected);
});

it('waits as long as RetryInfo says', () => {
  const error = Object.assign(new Error('quota'), {
    code: 8,
    statusDetails: [{}, { retryDelay: { seconds: '7', nanos: 5e8 } }],
  });
  expect(clientFailure(error, 'read')).toMatchObject({ kind: 'retry', afterMs: 7500, throttled: true });
});

it('looks through the client’s error for what the guarded client said', () => {
  const cause = new HttpError('unknown', 'The connection was lost before an answer came.');
  const error = Object.assign(new Error('14', { cause: new Error('wrapped', { cause }) }), { code: 14 });
  expect(clientFailure(error, 'submit')).toMatchObject({ kind: 'unknown', error: { code: 'connection_lost' } });
  const unsent = Object.assign(new Error('14', { cause: new HttpError('unreachable', 'x') }), { code: 14 });
  expect(clientFailure(unsent, 'submit')).toMatchObject({ kind: 'retry', error: { code: 'destination_unreachable' } });
});

it.each([
  [307, 'failed permanent', 'failed permanent'],
  [400, 'failed permanent', 'failed permanent'],
  [403, 'failed config', 'failed config'],
  [429, 'retry retry-after', 'retry retry-after'],
  [503, 'retry retry', 'unknown unknown'],
])('status %i alone, as a proxy says it, is %s, %s for a submission', (httpStatusCode, read, submit) => {
  const error = Object.assign(new Error('undefined'), { httpStatusCode });
  const said = (['read', 'submit'] as const).map((phase) => clientFailure(error, phase));
  expect(said.map((each) => `${each?.kind} ${each?.error.class}`)).toEqual([read, submit]);
});

it('a redirect is none of Google’s answers, whatever code the client makes of it', () => {
  const error = Object.assign(new Error('could not be decoded'), { httpStatusCode: 307, code: 2 });
  expect(clientFailure(error, 'submit')).toMatchObject({ kind: 'failed', error: { code: 'status_307' } });
});

it('does not make a failure of a bug', () => {
  expect(clientFailure(new TypeError('x is not a function'), 'read')).toBeUndefined();
});
