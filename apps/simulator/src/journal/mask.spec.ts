import { expect, it } from '@jest/globals';
import { maskFields, maskQuery, sha256, splitCredentials } from './mask.js';

it('credentials in headers become hashes, the idempotency key stays', () => {
  const { headers, credentials } = splitCredentials({
    authorization: 'Bearer xoxb-1',
    'x-api-key': 'abc',
    'idempotency-key': 'id-1',
    'webhook-signature': 'v1,c2ln',
    'x-signature': 'def',
  });
  expect(headers).toEqual({ 'idempotency-key': 'id-1', 'webhook-signature': 'v1,c2ln' });
  expect(credentials).toEqual({
    authorization: sha256('Bearer xoxb-1'),
    'x-api-key': sha256('abc'),
    'x-signature': sha256('def'),
  });
});

it('credentials in bodies and queries become hashes too', () => {
  expect(maskFields({ token: 'xoxb-1', text: 'hi' })).toEqual({ token: `sha256:${sha256('xoxb-1')}`, text: 'hi' });
  expect(maskQuery('/a?x=1&token=a%20b')).toBe(`/a?x=1&token=sha256:${sha256('a b')}`);
  expect(maskQuery('/a?to=https://b/?c=1&secret=a==')).toBe(`/a?to=https://b/?c=1&secret=sha256:${sha256('a==')}`);
  expect(maskQuery('/a?token=%E0')).toBe(`/a?token=sha256:${sha256('%E0')}`);
  expect(maskQuery('/a')).toBe('/a');
});
