import { classify, succeeded, unknown, UNLISTED, type ErrorRow, type HttpAnswer } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type JsonObject, type TestOutcome } from '@hookswitch/domain';
import { digits } from '../digits.js';
import { jsonOf } from '../json-of.js';
import { accepted, unreadableProbe } from '../probe-outcomes.js';
import type { SmsAccount, SmsProvider } from '../provider.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { MESSAGEBIRD_ERRORS } from './errors.js';
import { messagebirdReceipts } from './receipts.js';

const SENDING: readonly ErrorRow[] = [...MESSAGEBIRD_ERRORS, ...UNLISTED.send];
const READING: readonly ErrorRow[] = [...MESSAGEBIRD_ERRORS, ...UNLISTED.read];
/** States of a recipient that will not get the message any more. */
const OVER: readonly unknown[] = ['delivery_failed', 'expired'];

/** MessageBird's REST API: JSON, one access key without an id, numbers in digits. */
export const messagebird: SmsProvider = {
  name: 'messagebird',
  title: 'MessageBird',
  baseUrl: 'https://rest.messagebird.com',
  // It names no limit of its own; what a carrier takes is less.
  rate: { perMinute: 600, burst: 10 },
  secrets: { secret: 'access key' },

  receipts: messagebirdReceipts,

  send: ({ id, sender, recipient, text, receiptUrl }, account) => ({
    method: 'POST',
    url: `${account.baseUrl}/messages`,
    headers: { ...headersOf(account), 'Content-Type': 'application/json' },
    body: JSON.stringify({
      originator: digits(sender),
      recipients: [digits(recipient)],
      body: text,
      // Its default loses what GSM-7 does not have.
      datacoding: 'auto',
      // It reports nothing about messages without a reference.
      ...(receiptUrl !== undefined && { reference: id, reportUrl: receiptUrl }),
    }),
  }),

  read(answer, { segments }, _account, now) {
    const said = jsonOf(answer);
    if (!isSuccess(answer)) return classify(SENDING, refused(answer, said, now));
    if (typeof said?.id !== 'string') {
      return unknown('unreadable_answer', 'MessageBird answered something that says neither yes nor no.');
    }
    const recipient = recipientOf(said);
    if (OVER.includes(recipient?.status)) {
      return classify(
        SENDING,
        refusalOf('MessageBird', answer, { code: recipient?.status, text: recipient?.status }, now),
      );
    }
    const parts = Number(recipient?.messagePartCount);
    return succeeded({ provider: 'messagebird', messageId: said.id, segments: parts > 0 ? parts : segments });
  },

  probe: (account) => ({ method: 'GET', url: `${account.baseUrl}/balance`, headers: headersOf(account) }),

  readProbe(answer, { sender }, now): TestOutcome {
    const said = jsonOf(answer);
    if (!isSuccess(answer)) return { ok: false, error: classify(READING, refused(answer, said, now)).error };
    if (typeof said?.amount !== 'number') return unreadableProbe('MessageBird');
    if (sender === undefined) return accepted('MessageBird');
    return { ok: true, message: `MessageBird accepts the access key; it does not say whether it knows ${sender}.` };
  },
};

const headersOf = ({ secret }: SmsAccount) => ({
  Authorization: `AccessKey ${secret.reveal()}`,
  Accept: 'application/json',
});

/** The code of the first error and the texts of all, each with the field that is wrong. */
function refused(answer: HttpAnswer, said: JsonObject | undefined, now: number) {
  const errors = isJsonArray(said?.errors) ? said.errors.filter(isJsonObject) : [];
  const texts = errors.flatMap(({ description, parameter }) =>
    typeof description === 'string'
      ? [typeof parameter === 'string' ? `${description} (${parameter})` : description]
      : [],
  );
  return refusalOf('MessageBird', answer, { code: errors[0]?.code, text: texts.join(', ') }, now);
}

/** The only one. */
function recipientOf({ recipients }: JsonObject): JsonObject | undefined {
  const items = isJsonObject(recipients) && isJsonArray(recipients.items) ? recipients.items : [];
  return items.find(isJsonObject);
}
