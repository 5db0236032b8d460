import type { Provider, Refusal, SimAnswer, SimRequest } from '../http/provider.js';
import { bearer, readFields, textOf } from '../http/read-body.js';
import { sha256 } from '../journal/mask.js';

interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly vip: boolean;
  readonly [field: string]: unknown;
}

const KNOWN: readonly Contact[] = [
  { id: '99120', name: 'Jane Doe', phone: '+12025550142', vip: true },
  { id: '99121', name: 'Johnny Snow', phone: '+447700900123', vip: false },
];

/**
 * A small CRM: `GET /contacts?phone=`, `GET /contacts/{id}`, `POST /contacts`, and the seed's `POST /api/contacts/index`.
 * Bearer tokens that begin with `wrong` are refused. A second POST with the same Idempotency-Key gets the first answer and has no effect.
 */
export function createCrm(): Provider {
  const contacts = new Map(KNOWN.map((contact) => [contact.id, contact]));
  const answered = new Map<string, { readonly print: string; readonly answer: SimAnswer }>();

  const answer = (request: SimRequest): SimAnswer => {
    const token = bearer(request.headers);
    if (token === undefined || token.startsWith('wrong')) {
      return { ...problem(401, 'unauthorized'), headers: { 'www-authenticate': 'Bearer realm="crm"' } };
    }
    const { method, path } = request;
    if (path === '/contacts' && method === 'GET') return lookUp(contacts, request.query);
    if (method === 'GET' && path.startsWith('/contacts/')) return one(contacts.get(path.slice(10)));
    const creates = path === '/contacts' || path === '/api/contacts/index';
    if (!creates) return problem(404, 'not_found');
    if (method !== 'POST') return { ...problem(405, 'method_not_allowed'), headers: { allow: 'GET, POST' } };
    return once(answered, request, () => create(contacts, request));
  };
  return { answer, refuse };
}

function once(
  answered: Map<string, { readonly print: string; readonly answer: SimAnswer }>,
  request: SimRequest,
  act: () => SimAnswer,
): SimAnswer {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return act();
  const print = sha256(request.body);
  const before = answered.get(key);
  if (before === undefined) {
    const answer = act();
    if (answer.status < 400) answered.set(key, { print, answer });
    return answer;
  }
  if (before.print !== print) return problem(422, 'idempotency_key_reused');
  const { status, body } = before.answer;
  return { status, headers: { 'idempotent-replayed': 'true' }, ...(body === undefined ? {} : { body }) };
}

function create(contacts: Map<string, Contact>, request: SimRequest): SimAnswer {
  const fields = readFields(request);
  if (fields === undefined) return problem(400, 'invalid_json');
  const name = textOf(fields.name) || textOf(fields.contactName);
  const phone = textOf(fields.phone) || null;
  if (name === '' && phone === null) return problem(422, 'name_or_phone_required');
  const known = KNOWN.find((contact) => contact.phone === phone || contact.name === name);
  const contact = {
    ...fields,
    id: String(99_122 + contacts.size - KNOWN.length),
    name,
    phone,
    vip: known?.vip ?? false,
  };
  contacts.set(contact.id, contact);
  return {
    status: 201,
    headers: { location: `${request.base}/contacts/${contact.id}` },
    body: contact,
    effect: 'contact',
  };
}

function lookUp(contacts: Map<string, Contact>, query: URLSearchParams): SimAnswer {
  const [phone, name] = [query.get('phone'), query.get('name')];
  const found = [...contacts.values()].filter(
    (contact) => (phone === null || contact.phone === phone) && (name === null || contact.name === name),
  );
  return { status: 200, body: { count: found.length, contacts: found } };
}

const one = (contact: Contact | undefined): SimAnswer =>
  contact === undefined ? problem(404, 'not_found') : { status: 200, body: contact };

const problem = (status: number, error: string): SimAnswer => ({ status, body: { error } });

function refuse({ status = 500, error, retryAfter }: Refusal): SimAnswer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return { ...problem(status, error ?? 'refused'), headers };
}
