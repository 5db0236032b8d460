import { classify, type HttpAnswer } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type Json, type TestOutcome } from '@hookswitch/domain';
import type { SmsAccount } from '../provider.js';
import { openEnvelope } from './envelope.js';
import { CLOUDTALK_ERRORS } from './errors.js';

/** What the list of an account's numbers shows: the key works, and the sender is one of them. */
export function readNumbers(
  answer: HttpAnswer,
  { sender }: SmsAccount,
  now: number,
): TestOutcome | { readonly more: true } {
  const said = openEnvelope(answer, now);
  if ('refused' in said) return { ok: false, error: classify(CLOUDTALK_ERRORS, said.refused).error };
  if ('unreadable' in said || !isJsonArray(said.accepted.data)) {
    const message = 'CloudTalk answered something that is no list of numbers.';
    return { ok: false, error: { code: 'unreadable_answer', message, class: 'retry' } };
  }
  const { data, pageCount, pageNumber } = said.accepted;
  if (sender === undefined) return { ok: true, message: 'CloudTalk accepts the access key.' };
  if (numbersIn(data).has(digits(sender)))
    return { ok: true, message: `CloudTalk accepts the access key and knows ${sender}.` };
  if (Number(pageNumber) < Number(pageCount)) return { more: true };
  const message = `CloudTalk accepts the access key, but ${sender} is none of the account's numbers.`;
  return { ok: false, error: { code: 'sender_not_listed', message, class: 'config' } };
}

/** Numbers are now strings, now integers, and their fields have several names. */
function numbersIn(value: Json, name = ''): ReadonlySet<string> {
  if (typeof value === 'string' || typeof value === 'number') {
    return new Set(/number|e164/i.test(name) ? [digits(String(value))] : []);
  }
  const children: readonly (readonly [string, Json])[] = isJsonArray(value)
    ? value.map((item) => [name, item] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  return new Set(children.flatMap(([key, child]) => [...numbersIn(child, key)]));
}

const digits = (text: string): string => text.replaceAll(/\D/g, '');
