import type { CallOf, HttpRequest } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import type { HttpParams } from './http-params.js';
import { signature } from './signature.js';

const MAX_KEPT_BYTES = 65_536;
const JSON_TYPE = /[/+]json\b/i;

/** The request that an action describes. */
export function buildRequest(call: CallOf<HttpParams>): HttpRequest {
  const { params, command, signal } = call;
  const headers = new Map(params.headers?.map(({ key, value }) => [key.toLowerCase(), value]));
  const body = bodyOf(params, headers.get('content-type'));
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  if (!headers.has('idempotency-key')) headers.set('idempotency-key', call.idempotencyKey);
  if (command.traceparent !== undefined && !headers.has('traceparent')) headers.set('traceparent', command.traceparent);
  if (params.sign) {
    const at = Math.floor(call.now() / 1_000);
    headers.set('webhook-id', command.id);
    headers.set('webhook-timestamp', String(at));
    headers.set('webhook-signature', signature(params.sign.secret, { id: command.id, at, body: body ?? '' }));
  }
  return {
    method: params.method,
    url: withQuery(params),
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body }),
    timeoutMs: params.timeoutMs ?? command.timeoutMs,
    maxBodyBytes: MAX_KEPT_BYTES,
    signal,
  };
}

function bodyOf({ method, values, body }: HttpParams, contentType: string | undefined): string | undefined {
  if (body !== undefined) {
    const isText = typeof body === 'string' && contentType !== undefined && !JSON_TYPE.test(contentType);
    return isText ? body : JSON.stringify(body);
  }
  if (!values || method === 'GET') return undefined;
  return JSON.stringify(Object.fromEntries(values.map(({ key, value }) => [key, value])));
}

/** Added behind what the endpoint's own query says. */
function withQuery({ endpoint, method, values = [] }: HttpParams): string {
  if (method !== 'GET' || values.length === 0 || !URL.canParse(endpoint)) return endpoint;
  const url = new URL(endpoint);
  const added = values.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(textOf(value))}`);
  url.search = [url.search.slice(1), ...added].filter(Boolean).join('&');
  return url.href;
}

const textOf = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
