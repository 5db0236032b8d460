import {
  classify,
  defineConnector,
  retryAfterMs,
  send,
  succeeded,
  UNLISTED,
  unknown,
  type ErrorRow,
  type HttpAnswer,
  type JsonObject,
  type OpenConnection,
  type TestOutcome,
} from '@hookswitch/connector-sdk';
import { manifest } from './manifest.js';

/** As the manifest's schema says: the host has checked them. */
interface EchoParams {
  readonly text: string;
  readonly values?: JsonObject;
  readonly times?: number;
}
type Connection = OpenConnection | undefined;

/** What an answer means that is no success; the first row that fits counts. */
const ERRORS: readonly ErrorRow[] = [
  { status: [401, 403], class: 'config', advice: 'Check the token of the connection.' },
  // A repeat carries the same idempotency key, so a 5xx may be tried again: `UNLISTED.send` where it may not.
  ...UNLISTED.read,
];

export const connector = defineConnector<EchoParams>({
  manifest,
  async perform(call) {
    const { params, connection, http, signal, idempotencyKey, command } = call;
    const text = Array.from({ length: params.times ?? 1 }, () => params.text).join(' ');
    const { values = {} } = params;
    const sent = await send(http, {
      method: 'POST',
      url: `${addressOf(connection)}/messages`,
      headers: {
        ...authorization(connection),
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify({ text, values }),
      // The token goes to this host and nowhere else.
      allowedHosts: connection?.allowedHosts ?? [],
      timeoutMs: command.timeoutMs,
      signal,
    });
    if ('outcome' in sent) return sent.outcome;
    if (sent.answer.status >= 300) return classify(ERRORS, refusalOf(sent.answer, call.now()));
    const id = idIn(sent.answer);
    if (id === undefined) return unknown('unreadable_answer', 'The target did not say what it did.');
    return succeeded({ id, text, values });
  },
  async test({ connection, http, signal }): Promise<TestOutcome> {
    const sent = await send(http, {
      method: 'GET',
      url: `${addressOf(connection)}/status`,
      headers: authorization(connection),
      allowedHosts: connection.allowedHosts,
      signal,
    });
    if ('outcome' in sent) return { ok: false, error: sent.outcome.error };
    if (sent.answer.status < 300) return { ok: true, message: 'The target answered.' };
    return { ok: false, error: classify(ERRORS, refusalOf(sent.answer, Date.now())).error };
  },
});

const addressOf = (connection: Connection): string => (connection?.settings['baseUrl'] as string).replace(/\/+$/, '');

const authorization = (connection: Connection): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${connection?.secrets['token']?.reveal() ?? ''}`,
});

/** Nothing of the answer's text: it may repeat what was sent. */
function refusalOf({ status, headers }: HttpAnswer, now: number) {
  const afterMs = retryAfterMs(headers['retry-after'], now);
  return { status, message: `The target answered ${status}.`, ...(afterMs !== undefined && { afterMs }) };
}

function idIn({ body }: HttpAnswer): string | undefined {
  try {
    const { id } = JSON.parse(body.toString()) as { readonly id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
