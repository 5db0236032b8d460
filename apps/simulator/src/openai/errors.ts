import type { Refusal, SimAnswer } from '../http/provider.js';

interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** OpenAI's codes, with what comes beside them. */
const FAULTS: Readonly<Record<string, Fault>> = {
  invalid_api_key: {
    status: 401,
    type: 'invalid_request_error',
    message: 'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
  },
  insufficient_quota: {
    status: 429,
    type: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  rate_limit_exceeded: { status: 429, type: 'requests', message: 'Rate limit reached for requests.' },
  model_not_found: {
    status: 404,
    type: 'invalid_request_error',
    message: 'The model does not exist or you do not have access to it.',
  },
};
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  404: 'model_not_found',
  429: 'rate_limit_exceeded',
};

export function fault(
  status: number,
  message: string,
  { type = 'invalid_request_error', param = null, code = null }: Readonly<Record<string, string | null>> = {},
): SimAnswer {
  return { status, headers: { 'x-request-id': 'req_simulated' }, body: { error: { message, type, param, code } } };
}

export const known = (code: string, message?: string): SimAnswer => {
  const row = FAULTS[code];
  return row
    ? fault(row.status, message ?? row.message, { type: row.type, code })
    : fault(400, message ?? code, { code });
};

export function refuse({ status, error, retryAfter }: Refusal): SimAnswer {
  const code = error !== undefined && Object.hasOwn(FAULTS, error) ? error : BY_STATUS[status ?? 500];
  const said =
    code === undefined
      ? fault(status ?? 500, error ?? 'The server had an error while processing your request.', {
          type: 'server_error',
        })
      : known(code, code === error ? undefined : error);
  const wait: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return { ...said, status: status ?? said.status, headers: { ...said.headers, ...wait } };
}
