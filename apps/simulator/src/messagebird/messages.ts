import { randomBytes } from 'node:crypto';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { asGsm, isGsm, partsOf } from '../sms/parts.js';
import { errorOf, failure, isCode, type MessagebirdError } from './errors.js';
import { messagebirdReceipt } from './receipts.js';

/** `150055500` and two digits: refused with that code. */
export const REFUSED_PREFIX = '150055500';

const NUMBER = /^[1-9]\d{6,14}$/;
const SENDER = /^(\d{7,15}|[\w .-]{1,11})$/;
const CODINGS = ['plain', 'unicode', 'auto'];
const MAX_RECIPIENTS = 50;

/** `accessKey`: of the account, `now` in milliseconds since the epoch. */
export function createMessage(request: SimRequest, accessKey: string, now: () => number): SimAnswer {
  const fields = readFields(request);
  if (fields === undefined) return failure([errorOf(21)]);
  const recipients = listOf(fields.recipients);
  const [originator, body] = [textOf(fields.originator), textOf(fields.body)];
  const coding = textOf(fields.datacoding) || 'plain';
  const mistakes = mistakesIn(recipients, originator, body, coding);
  if (mistakes.length > 0) return failure(mistakes);
  const id = randomBytes(16).toString('hex');
  const datacoding = coding === 'auto' ? (isGsm(body) ? 'plain' : 'unicode') : coding;
  const shown = datacoding === 'plain' ? asGsm(body) : body;
  const at = new Date(now()).toISOString().replace(/\.\d+Z$/, '+00:00');
  return {
    status: 201,
    body: {
      id,
      href: `https://rest.messagebird.com/messages/${id}`,
      direction: 'mt',
      type: 'sms',
      originator,
      body: shown,
      reference: textOf(fields.reference) || null,
      validity: null,
      gateway: 10,
      typeDetails: {},
      datacoding,
      mclass: 1,
      scheduledDatetime: null,
      createdDatetime: at,
      recipients: counted(recipients, at, partsOf(shown, datacoding === 'plain')),
    },
    effect: 'message',
    ...receiptOf(fields, accessKey, { id, recipient: recipients[0] ?? '' }, now),
  };
}

/** Nothing is reported about a message without a reference. */
function receiptOf(
  fields: Readonly<Record<string, unknown>>,
  accessKey: string,
  message: { readonly id: string; readonly recipient: string },
  now: () => number,
): Pick<SimAnswer, 'receipt'> {
  const [url, reference] = [textOf(fields.reportUrl), textOf(fields.reference)];
  return url === '' || reference === ''
    ? {}
    : { receipt: messagebirdReceipt(url, accessKey, { ...message, reference }, now) };
}

const counted = (recipients: readonly string[], at: string, parts: number) => ({
  totalCount: recipients.length,
  totalSentCount: recipients.length,
  totalDeliveredCount: 0,
  totalDeliveryFailedCount: 0,
  items: recipients.map((recipient) => ({
    recipient: Number(recipient),
    status: 'sent',
    statusDatetime: at,
    messagePartCount: parts,
  })),
});

/** An array, or a list with commas as its Node client makes of one. */
function listOf(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',');
  return list.map((text) => text.trim()).filter((text) => text !== '');
}

function mistakesIn(
  recipients: readonly string[],
  originator: string,
  body: string,
  coding: string,
): readonly MessagebirdError[] {
  const areGood = recipients.length > 0 && recipients.length <= MAX_RECIPIENTS && recipients.every(isNumber);
  const mistakes = [
    ...(areGood ? [] : [errorOf(9)]),
    ...(originator === '' ? [errorOf(9, ['originator is required', 'originator'])] : []),
  ];
  if (mistakes.length > 0) return mistakes;
  if (!SENDER.test(originator)) return [errorOf(10)];
  if (body === '') return [errorOf(9, ['body is required', 'body'])];
  if (!CODINGS.includes(coding)) return [errorOf(10, ['datacoding is invalid', 'datacoding'])];
  return recipients
    .map(codeOf)
    .filter(isCode)
    .map((code) => errorOf(code))
    .slice(0, 1);
}

const isNumber = (text: string): boolean => NUMBER.test(text);

const codeOf = (recipient: string): number =>
  recipient.startsWith(REFUSED_PREFIX) ? Number(recipient.slice(REFUSED_PREFIX.length)) : NaN;
