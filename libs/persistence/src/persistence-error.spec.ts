import { expect, it } from '@jest/globals';
import { guarded, PersistenceError, toPersistenceError } from './persistence-error.js';

const state = (code: string, more = {}) => Object.assign(new Error('select secret from t'), { code, ...more });

it.each([
  ['08006', 'unavailable'],
  ['57P01', 'unavailable'],
  ['53300', 'unavailable'],
  ['28P01', 'unavailable'],
  ['3D000', 'unavailable'],
  ['58030', 'unavailable'],
  ['25006', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['ENOTFOUND', 'unavailable'],
  ['ERR_STREAM_DESTROYED', 'unavailable'],
  ['57014', 'timeout'],
  ['55P03', 'timeout'],
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['23505', 'duplicate'],
  ['23503', 'in_use'],
  ['42P01', 'schema'],
  ['42501', 'schema'],
  ['42601', 'failed'],
])('reads %s as %s, without the statement', (from, code) => {
  const error = toPersistenceError(state(from));
  expect(error).toMatchObject({ name: 'PersistenceError', code });
  expect(error.message).not.toContain('select');
});

it.each([
  'timeout exceeded when trying to connect',
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
])('reads a message that pg gives without a code: %s', (message) => {
  expect(toPersistenceError(new Error(message)).code).toBe('unavailable');
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
