import {
  classify,
  failed,
  HttpError,
  retry,
  retryAfterMs,
  type ErrorOutcome,
  type ErrorRow,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
} from '@hookswitch/connector-sdk';
import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { httpFailure } from '../failure.js';

/** How a provider says no. */
export interface Dialect {
  /** For people. */
  readonly title: string;
  readonly errors: readonly ErrorRow[];
  /** Its own code and words, of the body of an answer that is no success. */
  readonly readRefusal: (body: JsonObject) => { readonly code?: string; readonly message?: string };
}

/** Hours of speech with the time of every word. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_TEXT = 500;

/** The object that a provider answers with. Nothing of a request remains there, so whatever may pass is tried again. */
export async function askProvider(
  http: HttpClient,
  request: HttpRequest,
  dialect: Dialect,
  now: number,
): Promise<{ readonly body: JsonObject } | ErrorOutcome> {
  let answer: HttpAnswer;
  try {
    answer = await http.request({ maxBodyBytes: MAX_ANSWER_BYTES, ...request });
  } catch (error) {
    if (error instanceof HttpError) return httpFailure(error, 'read');
    throw error;
  }
  if (answer.status < 200 || answer.status > 299) return refusal(answer, dialect, now);
  const { title } = dialect;
  if (answer.broken) return retry('connection_lost', `The answer of ${title} broke off.`);
  if (answer.truncated) {
    return failed('answer_too_large', `${title} answered with more than ${MAX_ANSWER_BYTES / 1024 / 1024} MB.`);
  }
  const body = objectOf(answer);
  return body ? { body } : unreadable(dialect);
}

export const unreadable = ({ title }: Pick<Dialect, 'title'>): ErrorOutcome =>
  retry('answer_unreadable', `${title} answered in a form that cannot be read.`);

function refusal(answer: HttpAnswer, { title, errors, readRefusal }: Dialect, now: number): ErrorOutcome {
  const { status, headers } = answer;
  const { code, message } = readRefusal(objectOf(answer) ?? {});
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const outcome = classify(errors, {
    status,
    ...(code !== undefined && { code }),
    message: message ? `${title}: ${message.slice(0, MAX_TEXT)}` : `${title} answered with status ${status}.`,
    ...(afterMs !== undefined && { afterMs }),
  });
  // A provider that is busy and does not say how long is tried like one that falters.
  if (outcome.kind !== 'retry' || !outcome.throttled || outcome.afterMs !== undefined) return outcome;
  return retry(outcome.error.code, outcome.error.message);
}

function objectOf({ body, truncated }: HttpAnswer): JsonObject | undefined {
  if (truncated) return undefined;
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
