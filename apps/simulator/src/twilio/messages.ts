import { randomBytes } from 'node:crypto';
import { OWN_NUMBERS } from '../cloudtalk/calls.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { partsOf } from '../sms/parts.js';
import { failure } from './failure.js';
import { twilioReceipt } from './receipts.js';

/** Twilio's own test numbers, with the code that each brings. */
export const REFUSED_SENDERS: Readonly<Record<string, number>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};
export const REFUSED_RECIPIENTS: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
const TEST_SENDER = '+15005550006';
const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_CHARACTERS = 1_600;

/** The messages of all accounts, as long as the simulator runs. */
export class Messages {
  readonly #sent = new Map<string, object>();

  constructor(private readonly now: () => number) {}

  /** `authToken`: what receipts are signed with. */
  create(account: string, authToken: string, request: SimRequest): SimAnswer {
    // JSON is not read: as if nothing had been sent.
    const isForm = /x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '');
    const fields = (isForm ? readFields(request) : undefined) ?? {};
    const [to, from, service] = [textOf(fields.To), textOf(fields.From), textOf(fields.MessagingServiceSid)];
    const text = textOf(fields.Body);
    const code = mistakeIn(to, from, service, text);
    if (code !== undefined) return failure(code);
    const message = this.#message(account, { to, from, service, text });
    this.#sent.set(message.sid, message);
    const callback = textOf(fields.StatusCallback);
    const receipt = callback === '' ? {} : { receipt: twilioReceipt(callback, authToken, message) };
    return { status: 201, body: message, effect: 'message', ...receipt };
  }

  find(sid: string): SimAnswer {
    const message = this.#sent.get(sid);
    return message === undefined ? failure(20404) : { status: 200, body: message };
  }

  #message(account: string, { to, from, service, text }: Readonly<Record<'to' | 'from' | 'service' | 'text', string>>) {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const at = new Date(this.now()).toUTCString().replace('GMT', '+0000');
    const uri = `/2010-04-01/Accounts/${account}/Messages/${sid}`;
    return {
      account_sid: account,
      api_version: '2010-04-01',
      body: text,
      date_created: at,
      date_sent: null,
      date_updated: at,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: from === '' ? null : from,
      messaging_service_sid: service === '' ? null : service,
      num_media: '0',
      // A Messaging Service has yet to choose.
      num_segments: service === '' ? String(partsOf(text)) : '0',
      price: null,
      price_unit: 'USD',
      sid,
      status: service === '' ? 'queued' : 'accepted',
      subresource_uris: { media: `${uri}/Media.json` },
      to,
      uri: `${uri}.json`,
    };
  }
}

function mistakeIn(to: string, from: string, service: string, text: string): number | undefined {
  if (to === '') return 21604;
  if (!E164.test(to)) return 21211;
  if (from === '' && service === '') return 21603;
  if (text === '') return 21602;
  if (text.length > MAX_CHARACTERS) return 21617;
  if (from !== '' && !E164.test(from)) return 21212;
  if (from !== '' && REFUSED_SENDERS[from] !== undefined) return REFUSED_SENDERS[from];
  if (from !== '' && from !== TEST_SENDER && !OWN_NUMBERS.some((own) => own === from)) return 21606;
  return REFUSED_RECIPIENTS[to];
}
