import { expect, it } from '@jest/globals';
import { classify } from '@hookswitch/connector-sdk';
import { OPENAI_ERRORS, openaiDialect } from './errors.js';

it.each([
  [401, 'invalid_api_key', 'config'],
  [403, 'unsupported_country_region_territory', 'config'],
  [429, 'insufficient_quota', 'config'],
  [403, 'billing_not_active', 'config'],
  [400, 'billing_hard_limit_reached', 'config'],
  [429, 'rate_limit_exceeded', 'retry-after'],
  [400, 'invalid_value', 'permanent'],
  [404, 'model_not_found', 'permanent'],
  [413, 'server_error', 'permanent'],
  [415, undefined, 'permanent'],
  [422, undefined, 'permanent'],
  [500, 'server_error', 'retry'],
  [502, undefined, 'retry'],
  [503, undefined, 'retry'],
  [504, undefined, 'retry'],
  [408, undefined, 'retry'],
  [529, undefined, 'retry'],
  [301, undefined, 'permanent'],
  [418, undefined, 'permanent'],
])('%i with the code %s is %s', (status, code, expected) => {
  const outcome = classify(OPENAI_ERRORS, { status, message: 'no', ...(code !== undefined && { code }) });
  expect(outcome.error).toMatchObject({ class: expected, code: code ?? `http_${status}` });
});

it('says what a person can do about money and keys', () => {
  const message = (status: number, code: string) =>
    classify(OPENAI_ERRORS, { status, code, message: 'No.' }).error.message;
  expect(message(429, 'insufficient_quota')).toContain('Add credit');
  expect(message(401, 'invalid_api_key')).toContain('API key');
});

it.each([
  [
    { error: { message: 'No', type: 'requests', code: 'rate_limit_exceeded' } },
    { code: 'rate_limit_exceeded', message: 'No' },
  ],
  [{ error: { message: 'No', type: 'server_error', code: null } }, { code: 'server_error', message: 'No' }],
  [{ error: { message: 'No', type: 'BadRequestError', code: 400 } }, { code: 'BadRequestError', message: 'No' }],
  [{ error: 'failed to read audio data' }, { message: 'failed to read audio data' }],
  [{ detail: 'Not Found' }, { message: 'Not Found' }],
  [{ error: 7 }, {}],
  [{}, {}],
])('reads %j', (body, expected) => {
  expect(openaiDialect('OpenAI').readRefusal(body)).toEqual(expected);
});
