import { createHmac } from 'node:crypto';
import type { Secret } from '@hookswitch/connector-sdk';
import type { SmsReceipts, SmsReport } from '../provider.js';
import { formOf, sameText, spellingsOf, textIn } from '../receipts/fields.js';

const UNDELIVERED: readonly string[] = ['undelivered', 'failed', 'rejected'];
const MESSAGES: Readonly<Record<string, string>> = {
  '10': 'Invalid message',
  '20': 'Network error',
  '30': 'Spam detected',
  '40': 'Invalid source number',
  '50': 'Invalid destination number',
  '900': 'Insufficient credit',
};

/** A form with `Status`, signed with the auth token (V3). */
export const plivoReceipts: SmsReceipts = {
  key: ({ secret }) => secret,

  read(receipt, key) {
    const form = formOf(receipt);
    const nonce = receipt.headers['x-plivo-signature-v3-nonce'] ?? '';
    const said = (receipt.headers['x-plivo-signature-v3'] ?? '').split(/,\s*/);
    const wanted = spellingsOf(receipt.url).map((url) => signature(url, form, nonce, key));
    if (!wanted.some((one) => said.some((other) => sameText(one, other)))) return { refused: 'signature' };
    return reportOf(form);
  },
};

function reportOf(fields: URLSearchParams): SmsReport | { readonly refused: string } {
  const [status, messageId] = [fields.get('Status') ?? '', fields.get('MessageUUID') ?? ''];
  if (status === '' || messageId === '') return { refused: 'unreadable' };
  const [sender, recipient, code] = [fields.get('From'), fields.get('To'), fields.get('ErrorCode') ?? ''];
  const message = textIn(MESSAGES, code);
  return {
    status: status === 'delivered' ? 'delivered' : UNDELIVERED.includes(status) ? 'undelivered' : 'underway',
    messageId,
    ...(sender !== null && { sender }),
    ...(recipient !== null && { recipient }),
    // `000`: none.
    error: /^0*$/.test(code) ? { code: status } : { code, ...(message !== undefined && { message }) },
  };
}

/** Over the URL with its query in order, the form in order, and the nonce; each part that there is, with a dot in front of the last two. */
function signature(url: string, form: URLSearchParams, nonce: string, key: Secret): string {
  const [base = ''] = url.split('?', 1);
  const query = inOrder(new URL(url).searchParams, '=').join('&');
  const fields = inOrder(form, '').join('');
  const asked = query === '' && fields === '' ? '' : `?${query}`;
  const dot = query !== '' && fields !== '' ? '.' : '';
  return createHmac('sha256', key.reveal()).update(`${base}${asked}${dot}${fields}.${nonce}`).digest('base64');
}

function inOrder(params: URLSearchParams, between: string): readonly string[] {
  const names = [...new Set(params.keys())].sort();
  return names.flatMap((name) =>
    params
      .getAll(name)
      .sort()
      .map((value) => name + between + value),
  );
}
