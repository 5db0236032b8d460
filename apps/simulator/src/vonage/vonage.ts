import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth, readFields, textOf } from '../http/read-body.js';
import { TokenBucket } from '../http/token-bucket.js';
import { balance, listNumbers } from './account.js';
import { labelled, partsSaid, refuse, refusedPart } from './answers.js';
import { sendMessage } from './messages.js';
import { vonageReceipt, type VonageAccount } from './receipts.js';

const A_SECOND = 30;

/**
 * Vonage's SMS API and what its host knows of an account. Credentials stand in the `Authorization` header, in the query or in the body; an API
 * secret that begins with `wrong` is refused.
 */
export function createVonage(now: () => number): Provider {
  const buckets = new Map<string, TokenBucket>();
  /** By API key. */
  const webhooks = new Map<string, string>();

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
        return takes(key)
          ? reported(sendMessage(fields), fields, { apiKey: key, apiSecret: secret })
          : partsSaid([refusedPart('1')]);
      case '/account/get-balance':
        return isKnown ? balance : labelled(401, 'authentication failed');
      case '/account/settings':
        return isKnown ? settings(key, fields) : labelled(401, 'authentication failed');
      case '/account/numbers':
        return isKnown ? listNumbers(query) : labelled(401, 'authentication failed');
      default:
        return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not Found</html>' };
    }
  };

  /** Where an account's receipts go is one of its settings. */
  function settings(key: string, fields: Readonly<Record<string, unknown>>): SimAnswer {
    const webhook = textOf(fields.drCallBackUrl);
    if (webhook !== '') webhooks.set(key, webhook);
    return { status: 200, body: { 'mo-callback-url': '', 'dr-callback-url': webhooks.get(key) ?? '' } };
  }

  function reported(answer: SimAnswer, fields: Readonly<Record<string, unknown>>, account: VonageAccount): SimAnswer {
    const webhook = textOf(fields.callback) || webhooks.get(account.apiKey);
    const [first] = (answer.body as { readonly messages: readonly Readonly<Record<string, string>>[] }).messages;
    const messageId = first?.['message-id'];
    if (webhook === undefined || messageId === undefined) return answer;
    const [from, to, reference] = [textOf(fields.from), textOf(fields.to), textOf(fields['client-ref'])];
    return { ...answer, receipt: vonageReceipt(webhook, account, { from, to, messageId, reference }, now) };
  }

  function takes(key: string): boolean {
    const bucket = buckets.get(key) ?? new TokenBucket(A_SECOND, 1_000 / A_SECOND);
    buckets.set(key, bucket);
    return bucket.take(now());
  }
  return { answer, refuse };
}
