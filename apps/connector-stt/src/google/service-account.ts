import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { misconfigured, type Secret, type ErrorOutcome } from '@hookswitch/connector-sdk';
import { isJsonObject, type Json } from '@hookswitch/domain';
import { TOKEN_AUDIENCE } from './places.js';

export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string | undefined;
  readonly project: string | undefined;
  readonly key: KeyObject;
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME_SECONDS = 3600;

/** Reads the key file that Google hands out. Its token_uri is not used: where tokens come from is not the file's to say. */
export function readServiceAccount(credentials: Secret): ServiceAccount | ErrorOutcome {
  const broken = (what: string) => misconfigured('invalid_credentials', `The secret "credentials" ${what}.`);
  let file: Json;
  try {
    file = JSON.parse(credentials.reveal()) as Json;
  } catch {
    return broken("is not the JSON of a service account's key");
  }
  if (!isJsonObject(file)) return broken("is not the JSON of a service account's key");
  const { client_email: email, private_key: pem, private_key_id: keyId, project_id: project } = file;
  if (typeof email !== 'string' || email === '') return broken('has no client_email');
  if (typeof pem !== 'string') return broken('has no private_key');
  try {
    const key = createPrivateKey(pem);
    return {
      email,
      key,
      keyId: typeof keyId === 'string' ? keyId : undefined,
      project: typeof project === 'string' ? project : undefined,
    };
  } catch {
    return broken('has a private_key that is not one');
  }
}

/** The signed claim (RFC 7523) that is exchanged for an access token. `now` in milliseconds. */
export function signAssertion({ email, key, keyId }: ServiceAccount, now: number): string {
  const issued = Math.floor(now / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const claims = { iss: email, scope: SCOPE, aud: TOKEN_AUDIENCE, iat: issued, exp: issued + LIFETIME_SECONDS };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
