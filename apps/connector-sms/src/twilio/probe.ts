import { classify, UNLISTED, type ErrorRow, type HttpAnswer, type HttpRequest } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type TestOutcome } from '@hookswitch/domain';
import { jsonOf } from '../json-of.js';
import { accepted, senderNotListed, senderRefused, unreadableProbe } from '../probe-outcomes.js';
import type { SmsAccount } from '../provider.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { TWILIO_ERRORS } from './errors.js';
import { accountUrl, messagingService } from './settings.js';

const READING: readonly ErrorRow[] = [...TWILIO_ERRORS, ...UNLISTED.read];

/** The number that is to send, or the account where there is none to look for. */
export function probeTwilio(account: SmsAccount, headers: NonNullable<HttpRequest['headers']>) {
  const url = accountUrl(account);
  if (typeof url !== 'string') return { ok: false, error: url.error } as const;
  const sender = soughtBy(account);
  const query = new URLSearchParams({ PhoneNumber: sender ?? '' }).toString();
  return {
    method: 'GET',
    url: sender === undefined ? `${url}.json` : `${url}/IncomingPhoneNumbers.json?${query}`,
    headers,
  };
}

export function readTwilioProbe(answer: HttpAnswer, account: SmsAccount, now: number): TestOutcome {
  const said = jsonOf(answer);
  if (!isSuccess(answer)) {
    const refusal = refusalOf('Twilio', answer, { code: said?.code, text: said?.message }, now);
    return { ok: false, error: classify(READING, refusal).error };
  }
  const sender = soughtBy(account);
  if (sender === undefined) return typeof said?.sid === 'string' ? accepted('Twilio') : unreadableProbe('Twilio');
  if (!isJsonArray(said?.incoming_phone_numbers)) return unreadableProbe('Twilio');
  const found = said.incoming_phone_numbers.filter(isJsonObject).find(({ phone_number }) => phone_number === sender);
  if (!found) return senderNotListed('Twilio', sender);
  const can = isJsonObject(found.capabilities) ? found.capabilities : {};
  return can.sms === false ? senderRefused('Twilio', sender) : accepted('Twilio', sender);
}

/** A Messaging Service has senders of its own. */
const soughtBy = (account: SmsAccount): string | undefined =>
  messagingService(account) === undefined ? account.sender : undefined;
