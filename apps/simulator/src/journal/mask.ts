import { createHash } from 'node:crypto';

/** The signature of Standard Webhooks opens nothing but its own body, and whoever verifies it needs it. */
const SECRET_HEADER = /authorization|cookie|token|secret|password|api-?key|access-?key|(?<!^webhook-)signature/i;
const SECRET_FIELD = /^(token|api_secret|client_secret|access_token|refresh_token|assertion|password|secret)$/i;

export const sha256 = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex');
const hidden = (value: string): string => `sha256:${sha256(value)}`;

/** Headers that are safe to show, and the SHA-256 (hex) of each credential's whole header value, by lower-case name. */
export function splitCredentials(headers: Readonly<Record<string, string>>): {
  readonly headers: Record<string, string>;
  readonly credentials: Record<string, string>;
} {
  const shown = Object.entries(headers).filter(([name]) => !SECRET_HEADER.test(name));
  const kept = Object.entries(headers).filter(([name]) => SECRET_HEADER.test(name));
  return {
    headers: Object.fromEntries(shown),
    credentials: Object.fromEntries(kept.map(([name, value]) => [name, sha256(value)])),
  };
}

/** A query string in which credentials are replaced by their hashes. */
export function maskQuery(url: string): string {
  const [path = '', ...query] = url.split('?');
  if (query.length === 0) return url;
  const pairs = query
    .join('?')
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return SECRET_FIELD.test(name) ? `${name}=${hidden(decoded(value.join('=')))}` : pair;
    });
  return `${path}?${pairs.join('&')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Top-level fields that carry credentials become their hashes. */
export function maskFields(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      SECRET_FIELD.test(name) && typeof value === 'string' ? hidden(value) : value,
    ]),
  );
}
