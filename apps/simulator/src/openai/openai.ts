import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { bearer } from '../http/read-body.js';
import { fault, known, refuse } from './errors.js';
import { describeModel, modelNames } from './models.js';
import { infer, transcribe } from './transcriptions.js';

const REQUESTS_A_MINUTE = 500;

/**
 * Audio transcription and models of OpenAI's API; keys with `wrong` in them are refused, those with `broke` have no quota left. A server of
 * whisper.cpp answers at `/inference` and `/health`, without a key.
 */
export function createOpenai(now: () => number): Provider {
  const limits = new RequestLimit(now);
  return {
    answer(request) {
      const { method, path } = request;
      if (path === '/health') return { status: 200, body: { status: 'ok' } };
      if (path === '/inference') return method === 'POST' ? infer(request) : { status: 404, body: 'File Not Found' };
      const answer = refuseKey(request) ?? serve(request);
      return { ...answer, headers: { ...limits.headers(), ...answer.headers } };
    },
    refuse,
  };
}

function refuseKey({ headers }: SimRequest): SimAnswer | undefined {
  const key = bearer(headers);
  if (key === undefined) {
    return fault(401, "You didn't provide an API key. You need to provide your API key in an Authorization header.");
  }
  if (key.includes('wrong')) return known('invalid_api_key');
  return key.includes('broke') ? known('insufficient_quota') : undefined;
}

function serve(request: SimRequest): SimAnswer {
  const { method, path } = request;
  if (method === 'POST' && path === '/v1/audio/transcriptions') return transcribe(request);
  if (method === 'GET' && path === '/v1/models') {
    return { status: 200, body: { object: 'list', data: modelNames.map(describeModel) } };
  }
  const name = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
  if (method === 'GET' && name !== undefined) {
    return modelNames.includes(name) ? { status: 200, body: describeModel(name) } : known('model_not_found');
  }
  return fault(404, `Invalid URL (${method} ${path})`);
}

/** What OpenAI says of its limits with every answer. */
class RequestLimit {
  #minute = 0;
  #used = 0;

  constructor(private readonly now: () => number) {}

  headers(): Readonly<Record<string, string>> {
    const at = this.now();
    const minute = Math.floor(at / 60_000);
    this.#used = minute === this.#minute ? this.#used + 1 : 1;
    this.#minute = minute;
    return {
      'x-request-id': `req_${at}_${this.#used}`,
      'openai-processing-ms': '12',
      'x-ratelimit-limit-requests': String(REQUESTS_A_MINUTE),
      'x-ratelimit-remaining-requests': String(Math.max(0, REQUESTS_A_MINUTE - this.#used)),
      'x-ratelimit-reset-requests': `${60 - Math.floor((at % 60_000) / 1000)}s`,
    };
  }
}
