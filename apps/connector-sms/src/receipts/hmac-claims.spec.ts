import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Secret } from '@hookswitch/connector-sdk';
import { hmacClaims } from './hmac-claims.js';

const key = new Secret('signing key');
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(header: unknown, payload: unknown, hash = 'sha256', secret = 'signing key'): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

it.each([
  ['HS256', 'sha256'],
  ['HS384', 'sha384'],
  ['HS512', 'sha512'],
])('reads what %s signs', (alg, hash) => {
  expect(hmacClaims(token({ alg }, { iss: 'x' }, hash), key)).toEqual({ iss: 'x' });
});

it.each([
  ['no signature', `${part({ alg: 'none' })}.${part({})}.`],
  ['an algorithm that is none of them', token({ alg: 'RS256' }, {})],
  ['the name of something that every object has', token({ alg: 'constructor' }, {})],
  ['no algorithm', token({}, {})],
  ['another hash than it says', token({ alg: 'HS512' }, {}, 'sha256')],
  ['another key', token({ alg: 'HS256' }, {}, 'sha256', 'other')],
  ['a changed payload', token({ alg: 'HS256' }, { a: 1 }).replace(part({ a: 1 }), part({ a: 2 }))],
  ['more parts', `${token({ alg: 'HS256' }, {})}.x`],
  ['claims that are no object', token({ alg: 'HS256' }, [])],
  ['no token at all', ''],
])('refuses %s', (_, text) => {
  expect(hmacClaims(text, key)).toBeUndefined();
});
