import { classify, HttpError, outcomeOfHttpError, unknown, type ErrorOutcome } from '@hookswitch/connector-sdk';
import { isJsonObject, type Json } from '@hookswitch/domain';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { SLACK_ERRORS } from './errors.js';

/** What the last answer of Slack was, of which the SDK's errors tell too little. */
export interface Seen {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

const UNREADABLE = unknown('unreadable_answer', 'Slack answered something that says neither yes nor no.');

/** The outcome that an error of the SDK stands for. */
export function outcomeOfSlackError(error: unknown, seen: Seen | undefined): ErrorOutcome {
  if (error instanceof WebAPIRequestError && error.original instanceof HttpError)
    return outcomeOfHttpError(error.original);
  // Without a Retry-After the SDK throws an error of no class of its own.
  if (error instanceof WebAPIRateLimitedError || seen?.status === 429) return refused(429, 'ratelimited', seen);
  if (error instanceof WebAPIPlatformError) return refused(200, error.data.error, seen, error.data as unknown as Json);
  if (error instanceof WebAPIHTTPError) {
    const word = isJsonObject(error.body) && typeof error.body.error === 'string' ? error.body.error : undefined;
    return refused(error.statusCode, word, seen);
  }
  return unknown('connector_bug', 'The message ended in a way that nobody expected.');
}

function refused(status: number, word: string | undefined, seen: Seen | undefined, data: Json = null): ErrorOutcome {
  const code = word !== undefined && /^[a-z][a-z0-9_]{0,63}$/.test(word) ? word : undefined;
  // The SDK takes the text of any answer for Slack's word.
  if (status === 200 && code === undefined) return UNREADABLE;
  return classify(SLACK_ERRORS, {
    status,
    ...(code !== undefined && { code }),
    message: code === 'missing_scope' ? missingScope(data) : messageOf(status, code) + detailsOf(data),
    ...(seen?.retryAfterMs !== undefined && { afterMs: seen.retryAfterMs }),
  });
}

const messageOf = (status: number, code: string | undefined): string =>
  code === undefined ? `Slack answered ${status}.` : `Slack answered "${code}".`;

const MOST_DETAILS = 3;
const LONGEST_DETAIL = 200;

/** What Slack says about blocks and arguments, with the place of each: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
function detailsOf(data: Json): string {
  const metadata = isJsonObject(data) ? data.response_metadata : undefined;
  const messages = isJsonObject(metadata) && Array.isArray(metadata.messages) ? (metadata.messages as Json[]) : [];
  const said = messages
    .filter((message) => typeof message === 'string')
    .map((message) => message.slice(0, LONGEST_DETAIL));
  if (said.length === 0) return '';
  return ` It said: ${said
    .slice(0, MOST_DETAILS)
    .map((message) => message.replace(/^\[ERROR\]\s*/, ''))
    .join('; ')}.`;
}

export function missingScope(data: Json): string {
  const named = (name: string) =>
    isJsonObject(data) && typeof data[name] === 'string' ? data[name].slice(0, 300) : undefined;
  const provided = named('provided');
  return `The token lacks the scope ${named('needed') ?? 'chat:write'}${provided ? ` (it has ${provided})` : ''}.`;
}
