import { createHash, createHmac } from 'node:crypto';
import type { ReceiptCall, Secret } from '@hookswitch/connector-sdk';
import { isJsonObject, type JsonObject } from '@hookswitch/domain';
import type { SmsAccount, SmsReceipts, SmsReport } from '../provider.js';
import { formOf, queryOf, sameText, textIn } from '../receipts/fields.js';

/** As the account's settings call them. */
export const SIGNATURE_METHODS = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] as const;

export const VONAGE_SETTINGS: JsonObject = {
  signatureMethod: {
    title: 'Vonage: signature method',
    description: 'How the account signs delivery receipts.',
    enum: SIGNATURE_METHODS,
    default: 'md5hash',
  },
};

const UNDELIVERED: readonly string[] = ['expired', 'failed', 'rejected', 'undelivered'];
const MESSAGES: Readonly<Record<string, string>> = {
  '1': 'Unknown',
  '2': 'Absent subscriber, temporary',
  '3': 'Absent subscriber, permanent',
  '4': 'Call barred by user',
  '5': 'Portability error',
  '6': 'Anti-spam rejection',
  '7': 'Handset busy',
  '8': 'Network error',
  '9': 'Illegal number',
  '10': 'Illegal message',
  '11': 'Unroutable',
  '12': 'Destination unreachable',
  '13': 'Subscriber age restriction',
  '14': 'Number blocked by carrier',
  '15': 'Prepaid: insufficient funds',
  '99': 'General error',
};

/**
 * A query, a form or JSON for each part of a message, signed with the account's signature secret. A URL of one message does not fit the 100
 * characters that Vonage allows it, so that the account is told one of the connection and messages carry their command as `client-ref`.
 */
export const vonageReceipts: SmsReceipts = {
  signing: 'signature secret',
  perAccount: true,

  key: ({ signing }) => signing,

  read(receipt, key, account) {
    const fields = fieldsOf(receipt);
    const said = (fields.get('sig') ?? '').toLowerCase();
    // Whether it signs what stood in the URL before is not written anywhere.
    const whole = new Map([...fields, ['t', new URL(receipt.url).searchParams.get('t') ?? '']]);
    if (![fields, whole].some((signed) => sameText(signature(signed, key, account), said)))
      return { refused: 'signature' };
    return reportOf(fields);
  },
};

function reportOf(fields: ReadonlyMap<string, string>): SmsReport | { readonly refused: string } {
  const [status, messageId] = [fields.get('status') ?? '', fields.get('messageId') ?? ''];
  if (status === '' || messageId === '') return { refused: 'unreadable' };
  const [sender, recipient, code = ''] = [fields.get('to'), fields.get('msisdn'), fields.get('err-code')];
  const command = fields.get('client-ref');
  const message = textIn(MESSAGES, code);
  return {
    status: status === 'delivered' ? 'delivered' : UNDELIVERED.includes(status) ? 'undelivered' : 'underway',
    messageId,
    ...(command !== undefined && { command }),
    ...(sender !== undefined && { sender }),
    ...(recipient !== undefined && { recipient }),
    error: /^0*$/.test(code) ? { code: status } : { code, ...(message !== undefined && { message }) },
  };
}

/** From wherever the account's settings put them. */
function fieldsOf(receipt: ReceiptCall): ReadonlyMap<string, string> {
  if (receipt.method === 'GET') return new Map(queryOf(receipt));
  return isJson(receipt) ? new Map(jsonFields(receipt.body)) : new Map(formOf(receipt));
}

const isJson = ({ headers }: ReceiptCall): boolean => /^application\/json\b/i.test(headers['content-type'] ?? '');

function jsonFields(body: Buffer): readonly (readonly [string, string])[] {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([name, field]) =>
      typeof field === 'string' || typeof field === 'number' ? [[name, String(field)] as const] : [],
    );
  } catch {
    return [];
  }
}

/** Over all fields but itself, by name; what separates them is taken out of the values. */
function signature(fields: ReadonlyMap<string, string>, key: Secret, { settings }: SmsAccount): string {
  const { signatureMethod } = settings;
  const method = SIGNATURE_METHODS.find((known) => known === signatureMethod) ?? 'md5hash';
  const text = [...fields.keys()]
    .filter((name) => name !== 'sig')
    .sort()
    .map((name) => `&${name}=${(fields.get(name) ?? '').replaceAll(/[&=]/g, '_')}`)
    .join('');
  if (method === 'md5hash')
    return createHash('md5')
      .update(text + key.reveal())
      .digest('hex');
  return createHmac(method, key.reveal()).update(text).digest('hex');
}
