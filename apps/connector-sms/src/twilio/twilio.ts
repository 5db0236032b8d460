import { classify, succeeded, unknown, UNLISTED, type ErrorRow } from '@hookswitch/connector-sdk';
import { basicAuth } from '../basic-auth.js';
import { jsonOf } from '../json-of.js';
import type { SmsAccount, SmsProvider } from '../provider.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { TWILIO_ERRORS } from './errors.js';
import { probeTwilio, readTwilioProbe } from './probe.js';
import { twilioReceipts } from './receipts.js';
import { accountUrl, messagingService, TWILIO_SETTINGS } from './settings.js';

const SENDING: readonly ErrorRow[] = [...TWILIO_ERRORS, ...UNLISTED.send];
/** States of a message that will not be sent any more. */
const OVER: readonly unknown[] = ['failed', 'undelivered', 'canceled'];

/** Twilio's API of 2010: forms in, JSON out, five digits for each error. */
export const twilio: SmsProvider = {
  name: 'twilio',
  title: 'Twilio',
  baseUrl: 'https://api.twilio.com',
  // Twilio queues what a number cannot send at once; this keeps its queue short.
  rate: { perMinute: 600, burst: 10 },
  secrets: { id: 'account SID, or the SID of an API key', secret: 'auth token, or the secret of the API key' },
  settings: TWILIO_SETTINGS,

  receipts: twilioReceipts,

  send({ sender, recipient, text, receiptUrl }, account) {
    const url = accountUrl(account);
    if (typeof url !== 'string') return url;
    const service = messagingService(account);
    const from = service === undefined ? { From: sender } : { MessagingServiceSid: service };
    const callback = receiptUrl === undefined ? undefined : { StatusCallback: receiptUrl };
    return {
      method: 'POST',
      url: `${url}/Messages.json`,
      headers: { ...headersOf(account), 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ To: recipient, ...from, Body: text, ...callback }).toString(),
    };
  },

  read(answer, { segments }, _account, now) {
    const said = jsonOf(answer);
    if (!isSuccess(answer)) {
      return classify(SENDING, refusalOf('Twilio', answer, { code: said?.code, text: said?.message }, now));
    }
    if (typeof said?.sid !== 'string') {
      return unknown('unreadable_answer', 'Twilio answered something that says neither yes nor no.');
    }
    if (OVER.includes(said.status)) {
      return classify(
        SENDING,
        refusalOf('Twilio', answer, { code: said.error_code ?? said.status, text: said.error_message }, now),
      );
    }
    // A Messaging Service says 0: it has not yet chosen how to send it.
    const counted = Number(said.num_segments);
    return succeeded({ provider: 'twilio', messageId: said.sid, segments: counted > 0 ? counted : segments });
  },

  probe: (account) => probeTwilio(account, headersOf(account)),
  readProbe: readTwilioProbe,
};

const headersOf = (account: SmsAccount) => ({ Authorization: basicAuth(account), Accept: 'application/json' });
