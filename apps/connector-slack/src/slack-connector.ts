import {
  defineConnector,
  failed,
  outcomeOf,
  succeeded,
  unknown,
  type ActionOutcome,
  type CallOf,
} from '@hookswitch/connector-sdk';
import { outcomeOfSlackError } from './failure.js';
import { slackManifest } from './manifest.js';
import { messageArguments } from './message-arguments.js';
import { slackApi } from './slack-api.js';
import type { SlackParams } from './slack-params.js';
import { NO_TOKEN, testConnection } from './test-connection.js';

/** The action `slack`: one message to one channel. */
export const slackConnector = defineConnector<SlackParams>({ manifest: slackManifest, perform, test: testConnection });

async function perform(call: CallOf<SlackParams>): Promise<ActionOutcome> {
  const { params, connection, command, http, signal } = call;
  const token = params.token ?? connection?.secrets.token?.reveal();
  if (token === undefined) return outcomeOf(NO_TOKEN);
  if (params.text.trim() === '') return failed('no_text', 'The text is empty.');
  const api = slackApi({
    token,
    connection,
    http,
    signal,
    timeoutMs: command.timeoutMs,
    // Slack does not know it; it costs nothing and helps whoever reads a proxy's log.
    headers: { 'Idempotency-Key': call.idempotencyKey },
  });
  try {
    const { channel, ts } = await api.client.chat.postMessage(messageArguments(params));
    if (channel === undefined || ts === undefined)
      return unknown('unreadable_answer', 'Slack did not say where the message is.');
    return succeeded({ channel, ts, permalink: null });
  } catch (error) {
    return outcomeOfSlackError(error, api.seen());
  }
}
