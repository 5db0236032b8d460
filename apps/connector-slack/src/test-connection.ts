import type { TestCall } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import { missingScope, outcomeOfSlackError } from './failure.js';
import { slackApi } from './slack-api.js';

/** Asks Slack whose token it is and what it may do. */
export async function testConnection({ connection, http, signal }: TestCall): Promise<TestOutcome> {
  const token = connection.secrets.token?.reveal();
  if (token === undefined) return { ok: false, error: NO_TOKEN };
  const api = slackApi({ token, connection, http, signal });
  try {
    const answer = await api.client.auth.test();
    const scopes = answer.response_metadata?.scopes;
    if (scopes && !scopes.includes('chat:write')) {
      const message = missingScope({ needed: 'chat:write', provided: scopes.join(',') });
      return { ok: false, error: { code: 'missing_scope', message, class: 'config' } };
    }
    const who = `The token posts as ${answer.user ?? 'an app'} in ${answer.team ?? 'a workspace'}.`;
    const plain = scopes && !scopes.includes('chat:write.customize');
    return {
      ok: true,
      message: plain ? `${who} Icons and user names need the scope chat:write.customize, which it lacks.` : who,
    };
  } catch (error) {
    return { ok: false, error: outcomeOfSlackError(error, api.seen()).error };
  }
}

export const NO_TOKEN = {
  code: 'credentials_missing',
  message: 'Neither the connection nor the action has a token.',
  class: 'config',
} as const;
