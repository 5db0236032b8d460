import type { Refusal, SimAnswer } from '../http/provider.js';

export interface MessagebirdError {
  readonly code: number;
  readonly description: string;
  readonly parameter: string | null;
}

/** What each code is called, and the field that it is about. */
const TEXTS: Readonly<Record<number, readonly [description: string, parameter: string | null]>> = {
  2: ['Request not allowed (incorrect access_key)', 'access_key'],
  9: ['no (correct) recipients found', 'recipients'],
  10: ['originator is invalid', 'originator'],
  20: ['message not found', null],
  21: ['Bad request', null],
  25: ['Not enough balance', null],
  98: ['Not found', null],
  99: ['Internal error', null],
};
/** Statuses of codes that do not come with 422. */
const STATUSES: Readonly<Record<number, number>> = { 2: 401, 20: 404, 99: 500 };
const CODES: Readonly<Record<number, number>> = { 401: 2, 404: 20, 429: 21 };

export function errorOf(code: number, [description, parameter] = TEXTS[code] ?? ['Refused', null]): MessagebirdError {
  return { code, description, parameter };
}

export const failure = (errors: readonly MessagebirdError[], status?: number): SimAnswer => ({
  status: status ?? STATUSES[errors[0]?.code ?? 0] ?? 422,
  body: { errors },
});

export const isCode = (code: number): boolean => code in TEXTS;

/** `error` is one of its codes, or a text. */
export function refuse({ status, error, retryAfter }: Refusal): SimAnswer {
  const named = error !== undefined && isCode(Number(error)) ? Number(error) : undefined;
  const code = named ?? (status !== undefined && status >= 500 ? 99 : CODES[status ?? 0]) ?? 21;
  const known = errorOf(code);
  const told = named === undefined && error !== undefined ? { ...known, description: error } : known;
  const said = failure([told], status);
  return retryAfter === undefined ? said : { ...said, headers: { 'retry-after': String(retryAfter) } };
}
