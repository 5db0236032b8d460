import type { OperationFault } from '../behaviour/behaviour.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { readFields } from '../http/read-body.js';
import { fault, faultOfStatus } from './errors.js';
import { Operations } from './operations.js';
import { readRecognition } from './recognition-config.js';
import { Storage } from './storage.js';
import { Tokens } from './tokens.js';
import { billed, transcribe } from './transcript.js';

/** Google's OAuth token endpoint, Cloud Speech v1 over REST, and as much of Cloud Storage as stages recordings. */
export function createGoogle(now: () => number): Provider {
  const tokens = new Tokens(now);
  const storage = new Storage();
  const operations = new Operations(now);

  const answer = (request: SimRequest, operation?: OperationFault): SimAnswer => {
    const { method, path, query } = request;
    if (path === '/token') return method === 'POST' ? tokens.grant(request) : notFound();
    if (!tokens.accepts(request)) {
      return fault(16, 'Request had invalid authentication credentials. Expected OAuth 2 access token.');
    }
    if (path === '/v1/speech:recognize' && method === 'POST') return recognize(request, storage);
    if (path === '/v1/speech:longrunningrecognize' && method === 'POST') {
      const recognition = readRecognition(readFields(request), storage, true);
      return 'status' in recognition ? recognition : operations.start(recognition, operation);
    }
    if (path === '/v1/operations' && method === 'GET') return operations.list(query);
    const name = /^\/v1\/operations\/(.+)$/.exec(path)?.[1];
    if (name !== undefined && method === 'GET') return operations.poll(decodeURIComponent(name));
    return storage.answer(request) ?? notFound();
  };
  return { answer, refuse: ({ status = 500, error, retryAfter }) => faultOfStatus(status, error, retryAfter) };
}

function recognize(request: SimRequest, storage: Storage): SimAnswer {
  const recognition = readRecognition(readFields(request), storage, false);
  if ('status' in recognition) return recognition;
  const body = { results: transcribe(recognition), totalBilledTime: billed(recognition.seconds) };
  return { status: 200, body, effect: 'recognition' };
}

const notFound = (): SimAnswer => fault(5, 'Not Found');
