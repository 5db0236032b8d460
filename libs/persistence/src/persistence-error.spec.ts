import { expect, it } from '@jest/globals';
import { guarded, PersistenceError, toPersistenceError } from './persistence-error.js';

const state = (code: string, more = {}) => Object.assign(new Error('select secret from t'), { code, ...more });

it.each([
  ['08006', 'unavailable'],
  ['57P01', 'unavailable'],
  ['53300', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['ENOTFOUND', 'unavailable'],
  ['57014', 'timeout'],
  ['55P03', 'timeout'],
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['23505', 'duplicate'],
  ['23503', 'in_use'],
  ['42P01', 'schema'],
  ['42601', 'failed'],
])('reads %s as %s, without the statement', (from, code) => {
  const error = toPersistenceError(state(from));
  expect(error).toMatchObject({ name: 'PersistenceError', code });
  expect(error.message).not.toContain('select');
});

it('reads the messages that pg gives without a code', () => {
  const error = toPersistenceError(new Error('timeout exceeded when trying to connect'));
  expect(error.code).toBe('unavailable');
});

it('keeps the constraint and the cause, and leaves its own errors as they are', async () => {
  const cause = state('23505', { constraint: 'workflow_name' });
  const error = toPersistenceError(cause);
  expect(error).toMatchObject({ constraint: 'workflow_name', cause });
  expect(toPersistenceError(error)).toBe(error);
  await expect(guarded(() => Promise.reject(cause))).rejects.toBeInstanceOf(PersistenceError);
});

it('takes whatever was thrown', () => {
  expect(toPersistenceError(undefined).code).toBe('failed');
  expect(toPersistenceError('words').code).toBe('failed');
});
