import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { errorOf, failure, refuse } from './errors.js';
import { createMessage } from './messages.js';

/** MessageBird's REST API, as far as sending text messages goes. An access key that begins with `wrong` is refused. */
export function createMessagebird(now: () => number): Provider {
  const answer = (request: SimRequest): SimAnswer => {
    const key = /^AccessKey (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined || key.startsWith('wrong')) return failure([errorOf(2)]);
    switch (`${request.method} ${request.path}`) {
      case 'POST /messages':
        return createMessage(request, key, now);
      case 'GET /balance':
        return { status: 200, body: { payment: 'prepaid', type: 'credits', amount: 9 } };
      default:
        return failure([errorOf(20)]);
    }
  };
  return { answer, refuse };
}
