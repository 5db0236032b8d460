import { randomUUID } from 'node:crypto';
import type { Refusal, SimAnswer } from '../http/provider.js';

/** Deepgram's codes: status and text. */
const FAULTS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  INVALID_AUTH: [401, 'Invalid credentials.'],
  ASR_PAYMENT_REQUIRED: [
    402,
    'Project does not have enough credits for an ASR request and does not have an overage agreement.',
  ],
  INSUFFICIENT_PERMISSIONS: [403, 'User does not have sufficient permissions.'],
  PAYLOAD_TOO_LARGE: [413, 'The payload exceeds the maximum size.'],
  TOO_MANY_REQUESTS: [429, 'Too many requests. Please try again later.'],
  SERVICE_UNAVAILABLE: [503, 'The service is currently unavailable.'],
};

export const fault = (status: number, code: string, message: string): SimAnswer => ({
  status,
  body: { err_code: code, err_msg: message, request_id: randomUUID() },
});
export const badRequest = (message: string): SimAnswer => fault(400, 'Bad Request', `Bad Request: ${message}`);

/** Gateways in front of the API say it in this form. */
export const gatewayFault = (status: number, category: string, message: string, details: string): SimAnswer => ({
  status,
  body: { category, message, details, request_id: randomUUID() },
});

export const known = (code: string): SimAnswer => {
  const [status, message] = FAULTS[code] ?? [400, code];
  return fault(status, code, message);
};

export function refuse({ status, error, retryAfter }: Refusal): SimAnswer {
  const [code] =
    Object.entries(FAULTS).find(([name, [of]]) => (error === undefined ? of === status : name === error)) ?? [];
  const said =
    code === undefined
      ? gatewayFault(
          status ?? 500,
          'INTERNAL_SERVER_ERROR',
          error ?? 'An unexpected error occurred.',
          'Please try again.',
        )
      : known(code);
  const wait = retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } };
  return { ...said, ...wait, status: status ?? said.status };
}
