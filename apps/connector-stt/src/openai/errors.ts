import { UNLISTED, type ErrorRow } from '@hookswitch/connector-sdk';
import { isJsonObject, type JsonObject } from '@hookswitch/domain';
import type { Dialect } from '../upload/provider-api.js';

const NO_MONEY = ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'];

/** What OpenAI and servers like it say, by status and code. Nothing remains of a request that failed, though it may be billed. */
export const OPENAI_ERRORS: readonly ErrorRow[] = [
  { codes: NO_MONEY, class: 'config', advice: 'Add credit or raise the limit of the account, then redrive.' },
  { status: [401], class: 'config', advice: 'Check the API key.' },
  { status: [403], class: 'config' },
  { status: [429], class: 'retry-after' },
  { status: [500, 502, 503, 504], class: 'retry' },
  { status: [400, 404, 413, 415, 422], class: 'permanent' },
  ...UNLISTED.read,
];

export const openaiDialect = (title: string): Dialect => ({ title, errors: OPENAI_ERRORS, readRefusal });

/** `{"error":{"message","type","code"}}`; some servers say the status as code, write the whole error as text, or call it detail. */
function readRefusal({ error, detail }: JsonObject): ReturnType<Dialect['readRefusal']> {
  const whole = error ?? detail;
  if (typeof whole === 'string') return { message: whole };
  if (whole === undefined || !isJsonObject(whole)) return {};
  const code = [whole.code, whole.type].find((name) => typeof name === 'string');
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof whole.message === 'string' && { message: whole.message }),
  };
}
