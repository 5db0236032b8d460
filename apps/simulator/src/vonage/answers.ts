import type { Refusal, SimAnswer } from '../http/provider.js';

/** What each status of a part is called. */
export const TEXTS: Readonly<Record<string, string>> = {
  1: 'Throughput Rate Exceeded - please wait [ 33 ] and retry',
  2: 'Missing parameter',
  3: 'Invalid parameter',
  4: 'Bad Credentials',
  5: 'Internal Error',
  6: 'Invalid message',
  7: 'Number barred',
  8: 'Partner account barred',
  9: 'Quota Exceeded - rejected',
  10: 'Too many existing binds',
  11: 'Account not enabled for HTTP',
  12: 'Message too long',
  14: 'Invalid signature',
  15: 'Illegal Sender Address - rejected',
  22: 'Invalid network code',
  23: 'Invalid callback URL',
  29: 'Non White-listed Destination - rejected',
  32: 'Signature and API secret disallowed',
  33: 'Number de-activated',
};

export interface Part {
  readonly status: string;
  readonly 'error-text'?: string;
}

export const refusedPart = (status: string, text = TEXTS[status] ?? 'Refused'): Part => ({
  status,
  'error-text': text,
});

/** An entry for each part, and 200 whatever they say. */
export const partsSaid = (parts: readonly Part[]): SimAnswer => ({
  status: 200,
  body: { 'message-count': String(parts.length), messages: parts },
});

/** As the paths under `/account` say no. */
export const labelled = (status: number, label: string): SimAnswer => ({
  status,
  body: { 'error-code': String(status), 'error-code-label': label },
});

/** `error` is the status of a part, or the text of an internal error; with an HTTP status of its own no part is looked at. */
export function refuse({ status = 200, error, retryAfter }: Refusal): SimAnswer {
  if (status === 200) {
    return partsSaid([error !== undefined && error in TEXTS ? refusedPart(error) : refusedPart('5', error)]);
  }
  const said = { status, body: { type: 'https://developer.vonage.com/api-errors', title: error ?? titleOf(status) } };
  return retryAfter === undefined ? said : { ...said, headers: { 'retry-after': String(retryAfter) } };
}

const titleOf = (status: number): string =>
  status === 429 ? 'Rate limit exceeded' : status < 500 ? 'Refused' : 'Internal Server Error';
