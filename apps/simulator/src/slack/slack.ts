import type { Provider, Refusal, SimAnswer, SimRequest } from '../http/provider.js';
import { bearer, readFields, textOf } from '../http/read-body.js';
import { Channels, refused, said, tooMany } from './post-message.js';
import { Rotation } from './rotation.js';
import { readToken } from './tokens.js';

/** Slack's Web API under `/slack/api`, in the methods that Hookswitch uses, and the one that rotates tokens. */
export function createSlack(now: () => number): Provider {
  const channels = new Channels(now);
  const rotation = new Rotation();
  const answer = (request: SimRequest): SimAnswer => {
    const method = /^\/api\/([\w.]+)$/.exec(request.path)?.[1];
    if (method === undefined)
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not Found</html>' };
    const fields = { ...Object.fromEntries(request.query), ...readFields(request) };
    if (method === 'oauth.v2.access') return rotation.exchange(request, fields);
    const token = bearer(request.headers) ?? (textOf(fields.token) || undefined);
    const state = readToken(token);
    if (!state.ok || token === undefined) return refused(state.ok ? 'not_authed' : state.error);
    const done = call(channels, method, fields, token, state.scopes);
    return { ...done, headers: { ...done.headers, 'x-oauth-scopes': state.scopes.join(',') } };
  };
  return { answer, refuse };
}

function call(
  channels: Channels,
  method: string,
  fields: Readonly<Record<string, unknown>>,
  token: string,
  scopes: readonly string[],
): SimAnswer {
  switch (method) {
    case 'chat.postMessage':
      return channels.post(fields, token, scopes);
    case 'chat.getPermalink':
      return channels.permalink(textOf(fields.channel), textOf(fields.message_ts));
    case 'auth.test':
      return said({
        url: 'https://hookswitch-sim.slack.com/',
        team: 'Hookswitch Simulator',
        user: 'hookswitch',
        team_id: 'T0123456789',
        user_id: 'U0123456789',
        bot_id: 'B0123456789',
        is_enterprise_install: false,
        // Slack says it of tokens that it rotates.
        ...(token.startsWith('xoxe.') && { expires_in: 43_200 }),
      });
    default:
      return refused('unknown_method', { req_method: method });
  }
}

function refuse({ status, error, retryAfter }: Refusal): SimAnswer {
  if (status === 429) return tooMany(retryAfter ?? 30);
  return { status: status ?? 200, body: { ok: false, error: error ?? 'internal_error' } };
}
