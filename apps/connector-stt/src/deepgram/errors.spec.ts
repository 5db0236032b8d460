import { expect, it } from '@jest/globals';
import { classify } from '@hookswitch/connector-sdk';
import { DEEPGRAM_ERRORS, deepgramDialect } from './errors.js';

it.each([
  [401, 'INVALID_AUTH', 'config'],
  [402, 'ASR_PAYMENT_REQUIRED', 'config'],
  [403, 'INSUFFICIENT_PERMISSIONS', 'config'],
  [429, 'TOO_MANY_REQUESTS', 'retry-after'],
  [400, 'Bad Request', 'permanent'],
  [404, 'NOT_FOUND', 'permanent'],
  [411, 'LENGTH_REQUIRED', 'permanent'],
  [413, 'PAYLOAD_TOO_LARGE', 'permanent'],
  [415, 'UNSUPPORTED_MEDIA_TYPE', 'permanent'],
  [422, 'UNPROCESSABLE_ENTITY', 'permanent'],
  [500, 'INTERNAL_SERVER_ERROR', 'retry'],
  [502, 'BAD_GATEWAY', 'retry'],
  [503, 'SERVICE_UNAVAILABLE', 'retry'],
  [504, 'GATEWAY_TIMEOUT', 'retry'],
  [408, 'SLOW_UPLOAD', 'retry'],
  [302, 'MOVED', 'permanent'],
])('%i %s is %s', (status, code, expected) => {
  expect(classify(DEEPGRAM_ERRORS, { status, code, message: 'no' }).error.class).toBe(expected);
});

it.each([
  [
    { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: 'r' },
    { code: 'INVALID_AUTH', message: 'Invalid credentials.' },
  ],
  [
    { category: 'NOT_FOUND', message: 'Not found.', details: 'POST /x' },
    { code: 'NOT_FOUND', message: 'Not found. POST /x' },
  ],
  [{ err_code: 7, err_msg: null }, {}],
  [{}, {}],
])('reads %j', (body, expected) => {
  expect(deepgramDialect.readRefusal(body)).toEqual(expected);
});
