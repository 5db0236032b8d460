import { basicAuth } from '../basic-auth.js';
import { digits } from '../digits.js';
import type { SmsAccount, SmsProvider } from '../provider.js';
import { smsLength } from '../segments.js';
import { probeVonage, readVonageProbe } from './probe.js';
import { readParts } from './read-parts.js';
import { VONAGE_SETTINGS, vonageReceipts } from './receipts.js';

/** Vonage's SMS API: JSON in and out, and an answer for each part of a message. */
export const vonage: SmsProvider = {
  name: 'vonage',
  title: 'Vonage',
  baseUrl: 'https://rest.nexmo.com',
  // Of its 30 a second the burst takes a third.
  rate: { perMinute: 1_200, burst: 10 },
  secrets: { id: 'API key', secret: 'API secret' },

  receipts: vonageReceipts,
  settings: VONAGE_SETTINGS,

  send: ({ id, sender, recipient, text }, account) => ({
    method: 'POST',
    url: `${account.baseUrl}/sms/json`,
    headers: { ...headersOf(account), 'Content-Type': 'application/json' },
    body: JSON.stringify({
      from: digits(sender),
      to: digits(recipient),
      text,
      // As `text` it would lose what GSM-7 does not have.
      type: smsLength(text).alphabet === 'GSM-7' ? 'text' : 'unicode',
      // Comes back with the receipts.
      'client-ref': id,
    }),
  }),
  read: (answer, _message, _account, now) => readParts(answer, now),

  probe: (account) => probeVonage(account, headersOf(account)),
  readProbe: readVonageProbe,
};

/** Its own client does the same; in the body, which Vonage takes too, credentials are in more places. */
const headersOf = (account: SmsAccount) => ({ Authorization: basicAuth(account), Accept: 'application/json' });
