import { sha256 } from '../journal/mask.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { gatewayFault, known, refuse } from './errors.js';
import { listen } from './listen.js';

/**
 * Pre-recorded speech and projects of Deepgram's API. Keys with `wrong` in them are refused, those with `broke` have no credit, those with
 * `listener` may transcribe and nothing else.
 */
export function createDeepgram(now: () => number): Provider {
  return {
    answer(request) {
      const key = /^(?:Token|Bearer) (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (key === undefined || key.includes('wrong')) return known('INVALID_AUTH');
      return serve(request, key, now());
    },
    refuse,
  };
}

function serve(request: SimRequest, key: string, now: number): SimAnswer {
  const { method, path } = request;
  if (path === '/v1/listen' && method === 'POST') {
    return key.includes('broke') ? known('ASR_PAYMENT_REQUIRED') : listen(request, now);
  }
  if (path === '/v1/projects' && method === 'GET') {
    if (key.includes('listener')) return known('INSUFFICIENT_PERMISSIONS');
    const project_id = sha256(key).slice(0, 32);
    return { status: 200, body: { projects: [{ project_id, name: 'A project' }] } };
  }
  return gatewayFault(404, 'NOT_FOUND', 'The requested resource was not found.', `${method} ${path}`);
}
