import { classify, succeeded, unknown, type HttpRequest } from '@hookswitch/connector-sdk';
import type { SmsAccount, SmsProvider } from '../provider.js';
import { openEnvelope } from './envelope.js';
import { CLOUDTALK_ERRORS } from './errors.js';
import { readNumbers } from './numbers.js';

/** CloudTalk's API 1.7: one call, errors inside a 200, no id of the message. */
export const cloudtalk: SmsProvider = {
  name: 'cloudtalk',
  title: 'CloudTalk',
  baseUrl: 'https://my.cloudtalk.io',
  // Its 60 a minute, shared with REST calls and recordings.
  rate: { perMinute: 40, burst: 5 },
  secrets: { id: 'access key id', secret: 'access key secret' },

  send({ sender, recipient, text }, account) {
    return {
      method: 'POST',
      url: `${account.baseUrl}/api/sms/send.json`,
      headers: { ...headersOf(account), 'Content-Type': 'application/json' },
      body: JSON.stringify({ recipient, message: text, sender }),
    };
  },

  read(answer, { segments }, _account, now) {
    const said = openEnvelope(answer, now);
    if ('refused' in said) return classify(CLOUDTALK_ERRORS, said.refused);
    if ('unreadable' in said || said.accepted.success !== true) {
      return unknown('unreadable_answer', 'CloudTalk answered something that says neither yes nor no.');
    }
    return succeeded({ provider: 'cloudtalk', messageId: null, segments });
  },

  probe: (account, page) => ({
    method: 'GET',
    url: `${account.baseUrl}/api/numbers/index.json?limit=1000&page=${page}`,
    headers: headersOf(account),
  }),

  readProbe: readNumbers,
};

const headersOf = ({ id, secret }: SmsAccount): NonNullable<HttpRequest['headers']> => ({
  Authorization: `Basic ${Buffer.from(`${id.reveal()}:${secret.reveal()}`).toString('base64')}`,
  // Without it CloudTalk answers 404 or 406.
  Accept: 'application/json',
});
