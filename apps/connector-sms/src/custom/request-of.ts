import { misconfigured, type ErrorOutcome, type HttpRequest } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type JsonObject } from '@hookswitch/domain';
import { basicAuth } from '../basic-auth.js';
import type { SmsAccount } from '../provider.js';
import { plain } from './plain.js';
import type { Template } from './template.js';

/** The request that a rendered template makes. */
export function requestOf(
  template: Template,
  { url, headers, body }: JsonObject,
  account: SmsAccount,
): HttpRequest | ErrorOutcome {
  if (template.basicAuth === true && (account.id.reveal() === '' || account.secret.reveal() === '')) {
    return misconfigured('credentials_missing', 'The template wants an access key id and secret, and there are none.');
  }
  const own = Object.fromEntries(
    (isJsonArray(headers) ? headers : [])
      .filter(isJsonObject)
      .map(({ key, value }) => [plain(key), plain(value)] as const),
  );
  const content = isJsonObject(body) && isJsonObject(body.content) ? body.content : undefined;
  const kind = template.body?.kind ?? 'json';
  const typed = content !== undefined && !Object.keys(own).some((name) => name.toLowerCase() === 'content-type');
  return {
    method: template.method ?? 'POST',
    url: plain(url),
    headers: {
      Accept: 'application/json',
      ...(typed && { 'Content-Type': TYPES[kind] }),
      ...(template.basicAuth === true && { Authorization: basicAuth(account) }),
      ...own,
    },
    ...(content !== undefined && { body: WRITE[kind](content) }),
  };
}

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;
const WRITE: Readonly<Record<'json' | 'form', (content: JsonObject) => string>> = {
  json: (content) => JSON.stringify(content),
  form: (content) =>
    new URLSearchParams(
      Object.entries(content).map(([name, value]): [string, string] => [name, plain(value)]),
    ).toString(),
};
