import { retryAfterMs, type HttpAnswer, type TargetRefusal } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';

const MAX_TEXT = 200;

/** What an answer that is no success says, for an error table; `title`: the provider's name. */
export function refusalOf(
  title: string,
  { status, headers }: HttpAnswer,
  { code, text }: { readonly code?: Json | undefined; readonly text?: Json | undefined },
  now: number,
): TargetRefusal {
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const reason = typeof text === 'string' && text !== '' ? text.replace(/\.$/, '').slice(0, MAX_TEXT) : undefined;
  return {
    status,
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    message: `${title} ${status < 300 ? 'refused' : `answered ${status}`}: ${reason ?? 'no reason given'}.`,
    ...(afterMs !== undefined && { afterMs }),
  };
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;
