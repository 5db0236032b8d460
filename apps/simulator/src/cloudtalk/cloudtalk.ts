import type { Provider, Refusal, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth } from '../http/read-body.js';
import { Budget, budgetHeaders } from './budget.js';
import { listCalls, listNumbers, recordingOf } from './calls.js';
import { Contacts } from './contacts.js';
import { envelope, failure } from './envelope.js';
import { sendMessage } from './messages.js';

/** CloudTalk's REST API 1.7 in the parts that Hookswitch uses. A key secret that begins with `wrong` is refused. */
export function createCloudtalk(now: () => number): Provider {
  const budgets = new Map<string, Budget>();
  const contacts = new Contacts();

  const answer = (request: SimRequest): SimAnswer => {
    if (!/application\/json/i.test(request.headers.accept ?? '')) return failure(404, 'Not Found');
    const auth = basicAuth(request.headers);
    if (auth === undefined || auth.user === '' || auth.password === '' || auth.password.startsWith('wrong')) {
      return failure(401, 'Unauthorized');
    }
    const budget = budgets.get(auth.user) ?? new Budget();
    budgets.set(auth.user, budget);
    const { ok, headers } = budget.take(now());
    const said = ok ? route(contacts, request) : failure(429, 'Too Many Requests');
    return { ...said, headers: { ...said.headers, ...headers } };
  };
  return { answer, refuse: (refusal) => refuse(refusal, now()) };
}

function route(contacts: Contacts, request: SimRequest): SimAnswer {
  const { method, path, query } = request;
  const [call = '', id = ''] = (/^\/api\/(.+?)(?:\/(\w+))?\.json$/.exec(path) ?? []).slice(1);
  switch (`${method} ${call}`) {
    case 'POST sms':
      return id === 'send' ? sendMessage(request) : failure(404, 'Not Found');
    case 'GET numbers':
      return id === 'index' ? listNumbers(query) : failure(404, 'Not Found');
    case 'GET calls':
      return id === 'index' ? listCalls(query) : failure(404, 'Not Found');
    case 'GET calls/recording':
      return recordingOf(id);
    case 'PUT contacts':
      return id === 'add' ? contacts.add(request) : failure(404, 'Not Found');
    case 'POST contacts/edit':
      return contacts.edit(id, request);
    case 'PUT contacts/addTags':
      return contacts.tag(id, request);
    case 'PUT notes/add':
      return contacts.note(id, request);
    default:
      return failure(404, 'Not Found');
  }
}

/** With a text and no status of its own: `success: false` inside a 200, as CloudTalk refuses messages. */
function refuse({ status, error, retryAfter }: Refusal, now: number): SimAnswer {
  if (status === 429) {
    const reset = Math.ceil(now / 1000 + (retryAfter ?? 60));
    return { ...failure(429, error ?? 'Too Many Requests'), headers: budgetHeaders(0, reset) };
  }
  if (status === undefined || status === 200) {
    return envelope(200, { success: false, data: error ?? 'SMS send failed' });
  }
  return failure(status, error ?? (status < 500 ? 'Refused' : 'Internal Server Error'));
}
