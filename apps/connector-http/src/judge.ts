import {
  classify,
  retryAfterMs,
  succeeded,
  UNLISTED,
  type ActionOutcome,
  type ErrorRow,
  type HttpAnswer,
} from '@hookswitch/connector-sdk';
import { STATUS_CODES } from 'node:http';
import type { HttpParams } from './http-params.js';
import { readOutput } from './read-output.js';

/** A repeat carries the same idempotency key, so a 5xx may be tried again. */
const TABLE: readonly ErrorRow[] = [
  { status: [[300, 399]], codes: ['redirect_not_followed'], class: 'permanent' },
  ...UNLISTED.read,
];

/** What an answer means for the action. */
export function judge(answer: HttpAnswer, { successStatus }: HttpParams, now: number): ActionOutcome {
  const { status, headers } = answer;
  if (isSuccess(status, successStatus)) return succeeded(readOutput(answer));
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const [code, message] = describe(status);
  return classify(TABLE, { status, code, message, ...(afterMs !== undefined && { afterMs }) });
}

function isSuccess(status: number, wanted: HttpParams['successStatus']): boolean {
  if (wanted === undefined) return status >= 200 && status < 300;
  return typeof wanted === 'number' ? status === wanted : wanted.includes(status);
}

function describe(status: number): readonly [code: string, message: string] {
  if (status >= 300 && status < 400)
    return ['redirect_not_followed', `The target answered ${status}; redirects are not followed.`];
  return [`http_${status}`, `The target answered ${[status, STATUS_CODES[status]].filter(Boolean).join(' ')}.`];
}
