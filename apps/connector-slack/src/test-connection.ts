import type { TestCall } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import { missingScope, outcomeOfSlackError } from './failure.js';
import { slackApi } from './slack-api.js';
import { accessToken, isRotated } from './token.js';

/** What a token without the scope cannot do, which is no reason to refuse it. */
const OPTIONAL_SCOPES = {
  'chat:write.customize': 'Icons and user names need the scope chat:write.customize, which it lacks.',
  'chat:write.public':
    'It lacks the scope chat:write.public, so the app has to be invited to every channel that it posts to.',
} as const;

/** Asks Slack whose token it is and what it may do. */
export async function testConnection({ connection, http, signal }: TestCall): Promise<TestOutcome> {
  const access = accessToken(undefined, connection);
  if ('refused' in access) return { ok: false, error: access.refused.error };
  const { token } = access;
  const api = slackApi({ token, connection, http, signal });
  try {
    const answer = await api.client.auth.test();
    // The header x-oauth-scopes; absent: nobody knows.
    const scopes = answer.response_metadata?.scopes;
    if (scopes && !scopes.includes('chat:write')) {
      const message = missingScope({ needed: 'chat:write', provided: scopes.join(',') });
      return { ok: false, error: { code: 'missing_scope', message, class: 'config' } };
    }
    const who = `The token posts as ${answer.user ?? 'an app'} in ${answer.team ?? 'a workspace'}.`;
    const lacks = Object.entries(OPTIONAL_SCOPES).filter(([scope]) => scopes && !scopes.includes(scope));
    return {
      ok: true,
      message: [who, ...lacks.map(([, words]) => words), ...expiry(token, answer.expires_in)].join(' '),
    };
  } catch (error) {
    return { ok: false, error: outcomeOfSlackError(error, api.seen()).error };
  }
}

const HOUR_S = 3_600;

/** Slack says when a token ends only where it rotates tokens. */
function expiry(token: string, expiresIn: unknown): readonly string[] {
  const inSeconds = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : undefined;
  if (inSeconds === undefined && !isRotated(token)) return [];
  const when = inSeconds === undefined ? 'within 12 hours' : `in ${(inSeconds / HOUR_S).toFixed(1)} hours`;
  return [`Slack rotates this token: it expires ${when}, and the next one has to be stored here before.`];
}
