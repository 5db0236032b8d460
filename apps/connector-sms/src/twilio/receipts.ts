import { createHmac } from 'node:crypto';
import type { Secret } from '@hookswitch/connector-sdk';
import type { SmsReceipts, SmsReport } from '../provider.js';
import { formOf, sameText, spellingsOf, textIn } from '../receipts/fields.js';

const DELIVERED: readonly string[] = ['delivered', 'read'];
const UNDELIVERED: readonly string[] = ['undelivered', 'failed', 'canceled', 'partially_delivered'];
/** Of the codes that carriers bring; others are looked up. */
const MESSAGES: Readonly<Record<string, string>> = {
  '30001': 'Queue overflow',
  '30002': 'Account suspended',
  '30003': 'Unreachable handset',
  '30004': 'Message blocked',
  '30005': 'Unknown handset',
  '30006': 'Landline or unreachable carrier',
  '30007': 'Filtered by the carrier',
  '30008': 'Unknown error',
};

/** A form with `MessageStatus`, signed with the account's auth token. */
export const twilioReceipts: SmsReceipts = {
  signing: 'auth token, when the access key is an API key',

  key: ({ id, secret, signing }) => signing ?? (id.reveal().startsWith('SK') ? undefined : secret),

  read(receipt, key) {
    const form = formOf(receipt);
    const said = receipt.headers['x-twilio-signature'] ?? '';
    if (!spellingsOf(receipt.url).some((url) => sameText(signature(url, form, key), said))) {
      return { refused: 'signature' };
    }
    return reportOf(form);
  },
};

function reportOf(fields: URLSearchParams): SmsReport | { readonly refused: string } {
  const status = fields.get('MessageStatus') ?? fields.get('SmsStatus') ?? '';
  const messageId = fields.get('MessageSid') ?? fields.get('SmsSid') ?? '';
  if (status === '' || messageId === '') return { refused: 'unreadable' };
  const [sender, recipient] = [fields.get('From'), fields.get('To')];
  const code = fields.get('ErrorCode') ?? '';
  return {
    status: DELIVERED.includes(status) ? 'delivered' : UNDELIVERED.includes(status) ? 'undelivered' : 'underway',
    messageId,
    ...(sender !== null && { sender }),
    ...(recipient !== null && { recipient }),
    error: errorOf(code === '' ? status : code),
  };
}

function errorOf(code: string): NonNullable<SmsReport['error']> {
  const message = textIn(MESSAGES, code);
  return { code, ...(message !== undefined && { message }) };
}

/** Over the URL and the form, its names in order; a value that comes twice counts once. */
function signature(url: string, form: URLSearchParams, key: Secret): string {
  const names = [...new Set(form.keys())].sort();
  const text = names.map((name) =>
    [...new Set(form.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  );
  return createHmac('sha1', key.reveal())
    .update(url + text.join(''))
    .digest('base64');
}
