import type { OperationFault } from '../behaviour/behaviour.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { fault, faultOfName, faultOfStatus } from './errors.js';
import { Operations } from './operations.js';
import { Storage } from './storage.js';
import { Tokens } from './tokens.js';
import { answerV1 } from './v1.js';
import { answerV2 } from './v2.js';

/** Google's OAuth token endpoint, Cloud Speech v1 and v2 over REST, and as much of Cloud Storage as stages recordings. */
export function createGoogle(now: () => number): Provider {
  const tokens = new Tokens(now);
  const storage = new Storage();
  const operations = new Operations(now);

  const answer = (request: SimRequest, operation?: OperationFault): SimAnswer => {
    const { method, path } = request;
    if (path === '/token') return method === 'POST' ? tokens.grant(request) : notFound();
    if (!tokens.accepts(request)) {
      return fault(16, 'Request had invalid authentication credentials. Expected OAuth 2 access token.');
    }
    return (
      answerV1(request, storage, operations, operation) ??
      answerV2(request, storage, operations, operation) ??
      storage.answer(request) ??
      notFound()
    );
  };
  return {
    answer,
    // Several codes share a status: a name says which one.
    refuse: ({ status, error, retryAfter }) =>
      (status === undefined && error !== undefined ? faultOfName(error, error) : undefined) ??
      faultOfStatus(status ?? 500, error, retryAfter),
  };
}

const notFound = (): SimAnswer => fault(5, 'Not Found');
