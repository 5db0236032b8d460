import { randomUUID } from 'node:crypto';
import { OWN_NUMBERS } from '../cloudtalk/calls.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth } from '../http/read-body.js';
import { failure, refuse } from './failure.js';
import { Messages } from './messages.js';

/** A number of the account that takes calls alone. */
export const VOICE_NUMBER = '12025550111';

/** Its own client asks for the account with two slashes at the end. */
const ACCOUNT_PATH = /^\/v1\/Account\/([^/]+)\/((?:[^/]+\/)*)\/?$/;

/** Plivo's API v1, as far as text messages go. An auth token that begins with `wrong` is refused. */
export function createPlivo(): Provider {
  const messages = new Messages();

  const answer = (request: SimRequest): SimAnswer => {
    const auth = basicAuth(request.headers);
    const [, account = '', rest = ''] = ACCOUNT_PATH.exec(request.path) ?? [];
    // Without the slash at the end there is nothing.
    if (account === '') return failure(404, 'not found');
    if (auth === undefined || auth.password === '' || auth.password.startsWith('wrong')) {
      return failure(401, 'authentication failed');
    }
    if (decodeURIComponent(account) !== auth.user) return failure(401, 'authentication failed');
    return route(messages, { id: auth.user, authToken: auth.password }, rest, request);
  };
  return { answer, refuse };
}

interface Account {
  readonly id: string;
  readonly authToken: string;
}

function route(messages: Messages, { id: account, authToken }: Account, rest: string, request: SimRequest): SimAnswer {
  const [collection = '', id = ''] = rest.split('/');
  switch (`${request.method} ${collection}`) {
    case 'GET ':
      return { status: 200, body: { api_id: randomUUID(), auth_id: account, name: 'Hookswitch simulator' } };
    case 'POST Message':
      return id === '' ? messages.create(request, authToken) : failure(405, 'method not allowed');
    case 'GET Message':
      return messages.find(id);
    case 'GET Number':
      return id === '' ? numbers(request.query) : failure(404, 'not found');
    default:
      return failure(404, 'not found');
  }
}

const NUMBERS = [...OWN_NUMBERS.map((number) => number.slice(1)), VOICE_NUMBER].map((number) => ({
  number,
  alias: null,
  number_type: 'local',
  sms_enabled: number !== VOICE_NUMBER,
  voice_enabled: true,
}));

function numbers(query: URLSearchParams): SimAnswer {
  const limit = Math.min(20, Math.max(1, Number(query.get('limit') ?? 20) || 20));
  const offset = Math.max(0, Number(query.get('offset') ?? 0) || 0);
  const found = NUMBERS.filter(({ number }) => number.startsWith(query.get('number_startswith') ?? ''));
  const meta = { limit, offset, total_count: found.length, next: null, previous: null };
  return { status: 200, body: { api_id: randomUUID(), meta, objects: found.slice(offset, offset + limit) } };
}
