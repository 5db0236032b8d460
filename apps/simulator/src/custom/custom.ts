import { randomUUID } from 'node:crypto';
import type { Provider, Refusal, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth, readFields, textOf } from '../http/read-body.js';

/** Recipients of which the gateway says no, each in its own way. */
export const BLOCKED_RECIPIENT = '15005550001';
export const NO_CREDIT_RECIPIENT = '15005550002';

/**
 * A gateway that nobody has heard of, for connections by template: `to`, `from`, `text` and `ref` as JSON, as a form or in the query; a key in
 * `X-Api-Key` or by Basic authentication. Secrets that begin with `wrong` are refused.
 */
export function createCustom(): Provider {
  const answer = (request: SimRequest): SimAnswer => {
    const key = request.headers['x-api-key'] ?? basicAuth(request.headers)?.password ?? '';
    if (key === '' || key.startsWith('wrong')) return failure(401, 'unauthorized');
    if (request.path === '/balance' && request.method === 'GET') return { status: 200, body: { balance: 12.5 } };
    if (request.path !== '/send') return failure(404, 'not_found');
    const fields = request.method === 'GET' ? Object.fromEntries(request.query) : readFields(request);
    return fields === undefined ? failure(400, 'unreadable') : send(fields);
  };
  return { answer, refuse };
}

function send(fields: Readonly<Record<string, unknown>>): SimAnswer {
  const [to, from, text, ref] = [fields.to, fields.from, fields.text, fields.ref].map(textOf);
  const number = to?.replace('+', '') ?? '';
  if (!/^\d{7,15}$/.test(number)) return failure(422, 'invalid_to');
  if (from === '' || text === '') return failure(422, from === '' ? 'invalid_from' : 'invalid_text');
  if (number === NO_CREDIT_RECIPIENT) return failure(402, 'no_credit');
  // Inside a 200, as many a gateway does.
  if (number === BLOCKED_RECIPIENT)
    return { status: 200, body: { messages: [{ status: '9' }], error: { code: 'blocked' } } };
  return { status: 200, body: { messages: [{ id: randomUUID(), status: '0', ref }] }, effect: 'message' };
}

const failure = (status: number, code: string): SimAnswer => ({ status, body: { error: { code } } });

function refuse({ status = 400, error, retryAfter }: Refusal): SimAnswer {
  const said = failure(status, error ?? (status === 429 ? 'throttled' : 'refused'));
  return retryAfter === undefined ? said : { ...said, headers: { 'retry-after': String(retryAfter) } };
}
