import { expect, it } from '@jest/globals';
import { generateKeyPairSync, verify } from 'node:crypto';
import { Secret } from '@hookswitch/connector-sdk';
import { readServiceAccount, signAssertion } from './service-account.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const read = (file: unknown) => readServiceAccount(new Secret(typeof file === 'string' ? file : JSON.stringify(file)));

it('signs a claim that its public key confirms', () => {
  const account = read({ client_email: 'a@example.com', private_key: pem, private_key_id: 'k1', project_id: 'p' });
  if ('kind' in account) throw new Error(account.error.message);
  const [header = '', claims = '', signature = ''] = signAssertion(account, 1_700_000_000_500).split('.');
  expect(verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
    true,
  );
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iss: 'a@example.com',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    aud: 'https://oauth2.googleapis.com/token',
    iat: 1_700_000_000,
    exp: 1_700_003_600,
  });
});

it.each([
  ['text', 'not json'],
  ['a list', []],
  ['no address', { private_key: pem }],
  ['no key', { client_email: 'a@example.com' }],
  [
    'a broken key',
    { client_email: 'a@example.com', private_key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
  ],
])('%s is a matter of the connection, and shows nothing of it', (_case, file) => {
  const failure = read(file);
  expect(failure).toMatchObject({ kind: 'failed', error: { code: 'invalid_credentials', class: 'config' } });
  expect(JSON.stringify(failure)).not.toContain('PRIVATE');
});
