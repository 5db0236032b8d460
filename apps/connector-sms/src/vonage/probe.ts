import { classify, UNLISTED, type ErrorRow, type HttpAnswer, type HttpRequest } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type TestOutcome } from '@hookswitch/domain';
import { digits } from '../digits.js';
import { jsonOf } from '../json-of.js';
import { accepted, senderNotListed, senderRefused, unreadableProbe } from '../probe-outcomes.js';
import type { SmsAccount } from '../provider.js';
import { isSuccess } from '../refusal-of.js';
import { VONAGE_ERRORS } from './errors.js';
import { refusedWhole } from './refused-whole.js';

const READING: readonly ErrorRow[] = [...VONAGE_ERRORS, ...UNLISTED.read];
const STARTS_WITH = '0';

/** The number that is to send, or the balance where there is none to look for. */
export function probeVonage({ baseUrl, sender }: SmsAccount, headers: NonNullable<HttpRequest['headers']>) {
  const query = new URLSearchParams({ pattern: digits(sender ?? ''), search_pattern: STARTS_WITH }).toString();
  const url = sender === undefined ? `${baseUrl}/account/get-balance` : `${baseUrl}/account/numbers?${query}`;
  return { method: 'GET', url, headers };
}

export function readVonageProbe(answer: HttpAnswer, { sender }: SmsAccount, now: number): TestOutcome {
  const said = jsonOf(answer);
  if (!isSuccess(answer)) return { ok: false, error: classify(READING, refusedWhole(answer, said, now)).error };
  if (said === undefined) return unreadableProbe('Vonage');
  if (sender === undefined) return typeof said.value === 'number' ? accepted('Vonage') : unreadableProbe('Vonage');
  // Where it finds nothing it answers an empty object.
  const numbers = isJsonArray(said.numbers) ? said.numbers.filter(isJsonObject) : [];
  const found = numbers.find(({ msisdn }) => typeof msisdn === 'string' && digits(msisdn) === digits(sender));
  if (!found) return senderNotListed('Vonage', sender);
  const canText = !isJsonArray(found.features) || found.features.includes('SMS');
  return canText ? accepted('Vonage', sender) : senderRefused('Vonage', sender);
}
