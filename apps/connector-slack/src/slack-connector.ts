import {
  defineConnector,
  failed,
  succeeded,
  unknown,
  type ActionOutcome,
  type CallOf,
} from '@hookswitch/connector-sdk';
import { outcomeOfSlackError } from './failure.js';
import { slackManifest } from './manifest.js';
import { hasBlocks, messageArguments } from './message-arguments.js';
import { permalinkOf } from './permalink.js';
import { slackApi, type SlackAccess } from './slack-api.js';
import type { SlackParams } from './slack-params.js';
import { testConnection } from './test-connection.js';
import { accessToken } from './token.js';

/** The action `slack`: one message to one channel. */
export const slackConnector = defineConnector<SlackParams>({ manifest: slackManifest, perform, test: testConnection });

async function perform(call: CallOf<SlackParams>): Promise<ActionOutcome> {
  const { params, connection, command, http, signal } = call;
  const access = accessToken(params.token, connection);
  if ('refused' in access) return access.refused;
  if (params.text.trim() === '' && !hasBlocks(params)) return failed('no_text', 'The text is empty.');
  return post(params, {
    token: access.token,
    connection,
    http,
    signal,
    timeoutMs: command.timeoutMs,
    // Slack does not know it; it costs nothing and helps whoever reads a proxy's log.
    headers: { 'Idempotency-Key': call.idempotencyKey },
  });
}

async function post(params: SlackParams, access: SlackAccess): Promise<ActionOutcome> {
  const api = slackApi(access);
  try {
    const { channel, ts } = await api.client.chat.postMessage(messageArguments(params));
    if (channel === undefined || ts === undefined)
      return unknown('unreadable_answer', 'Slack did not say where the message is.');
    const permalink = params.permalink === false ? null : await permalinkOf(access, { channel, ts });
    return succeeded({ channel, ts, permalink });
  } catch (error) {
    return outcomeOfSlackError(error, api.seen());
  }
}
