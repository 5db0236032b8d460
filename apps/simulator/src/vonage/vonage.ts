import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth, readFields, textOf } from '../http/read-body.js';
import { TokenBucket } from '../http/token-bucket.js';
import { balance, listNumbers } from './account.js';
import { labelled, partsSaid, refuse, refusedPart } from './answers.js';
import { sendMessage } from './messages.js';

const A_SECOND = 30;

/**
 * Vonage's SMS API and what its host knows of an account. Credentials stand in the `Authorization` header, in the query or in the body; an API
 * secret that begins with `wrong` is refused.
 */
export function createVonage(now: () => number): Provider {
  const buckets = new Map<string, TokenBucket>();

  const answer = (request: SimRequest): SimAnswer => {
    const { method, path, query } = request;
    const fields = { ...Object.fromEntries(query), ...(method === 'POST' && readFields(request)) };
    const basic = basicAuth(request.headers);
    const key = basic?.user ?? textOf(fields.api_key);
    const secret = basic?.password ?? textOf(fields.api_secret);
    const isKnown = key !== '' && secret !== '' && !secret.startsWith('wrong');
    switch (path) {
      case '/sms/json':
        if (key === '') return partsSaid([refusedPart('2', 'Missing api_key')]);
        if (!isKnown) return partsSaid([refusedPart('4')]);
        return takes(key) ? sendMessage(fields) : partsSaid([refusedPart('1')]);
      case '/account/get-balance':
        return isKnown ? balance : labelled(401, 'authentication failed');
      case '/account/numbers':
        return isKnown ? listNumbers(query) : labelled(401, 'authentication failed');
      default:
        return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not Found</html>' };
    }
  };

  function takes(key: string): boolean {
    const bucket = buckets.get(key) ?? new TokenBucket(A_SECOND, 1_000 / A_SECOND);
    buckets.set(key, bucket);
    return bucket.take(now());
  }
  return { answer, refuse };
}
