import type { SimRequest } from './provider.js';

/** The fields of a JSON object or a form; undefined when the body is neither. */
export function readFields(
  request: Pick<SimRequest, 'headers' | 'body'>,
): Readonly<Record<string, unknown>> | undefined {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  const text = request.body.toString('utf8');
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** User and password of an `Authorization: Basic` header. */
export function basicAuth(
  headers: SimRequest['headers'],
): { readonly user: string; readonly password: string } | undefined {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '');
  const text = Buffer.from(match?.[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

export const bearer = (headers: SimRequest['headers']): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
