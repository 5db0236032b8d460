import { classify, succeeded, unknown, UNLISTED, type ErrorRow, type HttpAnswer } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type Json, type JsonObject, type TestOutcome } from '@hookswitch/domain';
import { basicAuth } from '../basic-auth.js';
import { digits } from '../digits.js';
import { jsonOf } from '../json-of.js';
import { accepted, senderNotListed, senderRefused, unreadableProbe } from '../probe-outcomes.js';
import type { SmsAccount, SmsProvider } from '../provider.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { PLIVO_ERRORS } from './errors.js';
import { plivoReceipts } from './receipts.js';

const SENDING: readonly ErrorRow[] = [...PLIVO_ERRORS, ...UNLISTED.send];
const READING: readonly ErrorRow[] = [...PLIVO_ERRORS, ...UNLISTED.read];

/** Plivo's API v1: JSON, numbers in digits, a list of ids. */
export const plivo: SmsProvider = {
  name: 'plivo',
  title: 'Plivo',
  baseUrl: 'https://api.plivo.com',
  rate: { perMinute: 300, burst: 5 },
  secrets: { id: 'auth id', secret: 'auth token' },
  settings: {
    powerpackUuid: {
      type: 'string',
      title: 'Plivo: Powerpack',
      description: 'Chooses the sender in place of the action.',
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    },
  },

  receipts: plivoReceipts,

  send({ sender, recipient, text, receiptUrl }, account) {
    const powerpack = powerpackOf(account);
    const from = powerpack === undefined ? { src: digits(sender) } : { powerpack_uuid: powerpack };
    return {
      method: 'POST',
      url: `${accountUrl(account)}/Message/`,
      headers: { ...headersOf(account), 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...from,
        dst: digits(recipient),
        text,
        type: 'sms',
        ...(receiptUrl !== undefined && { url: receiptUrl, method: 'POST' }),
      }),
    };
  },

  read(answer, { recipient, segments }, _account, now) {
    const said = jsonOf(answer);
    if (!isSuccess(answer)) return classify(SENDING, refused(answer, said, now));
    if (textsIn(said?.invalid_number).some((number) => digits(number) === digits(recipient))) {
      const message = 'Plivo does not know the recipient as a number.';
      return classify(SENDING, { status: answer.status, code: 'invalid_number', message });
    }
    const [messageId] = textsIn(said?.message_uuid);
    if (messageId === undefined) {
      return unknown('unreadable_answer', 'Plivo answered something that says neither yes nor no.');
    }
    return succeeded({ provider: 'plivo', messageId, segments });
  },

  probe(account) {
    const sender = soughtBy(account);
    const query = new URLSearchParams({ number_startswith: digits(sender ?? '') }).toString();
    const url = sender === undefined ? `${accountUrl(account)}/` : `${accountUrl(account)}/Number/?${query}`;
    return { method: 'GET', url, headers: headersOf(account) };
  },

  readProbe(answer, account, now): TestOutcome {
    const said = jsonOf(answer);
    if (!isSuccess(answer)) return { ok: false, error: classify(READING, refused(answer, said, now)).error };
    const sender = soughtBy(account);
    if (sender === undefined) return typeof said?.api_id === 'string' ? accepted('Plivo') : unreadableProbe('Plivo');
    if (!isJsonArray(said?.objects)) return unreadableProbe('Plivo');
    const found = said.objects
      .filter(isJsonObject)
      .find(({ number }) => typeof number === 'string' && digits(number) === digits(sender));
    if (!found) return senderNotListed('Plivo', sender);
    return found.sms_enabled === false ? senderRefused('Plivo', sender) : accepted('Plivo', sender);
  },
};

const accountUrl = ({ id, baseUrl }: SmsAccount): string => `${baseUrl}/v1/Account/${encodeURIComponent(id.reveal())}`;
const headersOf = (account: SmsAccount) => ({ Authorization: basicAuth(account), Accept: 'application/json' });
const powerpackOf = ({ settings }: SmsAccount): string | undefined =>
  typeof settings.powerpackUuid === 'string' ? settings.powerpackUuid : undefined;
/** A Powerpack has senders of its own. */
const soughtBy = (account: SmsAccount): string | undefined =>
  powerpackOf(account) === undefined ? account.sender : undefined;

/** `error` is a text, or an object that holds one; it may quote numbers, so that it is no code. */
function refused(answer: HttpAnswer, said: JsonObject | undefined, now: number) {
  const error = isJsonObject(said?.error) ? said.error.error : said?.error;
  return refusalOf('Plivo', answer, { text: error }, now);
}

const textsIn = (value: Json | undefined): readonly string[] =>
  isJsonArray(value) ? value.filter((text) => typeof text === 'string') : [];
