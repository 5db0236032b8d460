import { randomUUID } from 'node:crypto';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { asGsm, partsOf } from '../sms/parts.js';
import { partsSaid, refusedPart, TEXTS, type Part } from './answers.js';

/** `150055500` and two digits: refused with that status; with 99 all parts but the first are. */
export const REFUSED_PREFIX = '150055500';
export const HALF_REFUSED = `${REFUSED_PREFIX}99`;

const NUMBER = /^[1-9]\d{6,14}$/;
const SENDER = /^(\d{1,15}|[\w .-]{1,11})$/;
const TYPES = ['text', 'unicode'];
const MAX_PARTS = 22;
const MAX_CALLBACK = 100;

/** One message of an account whose credentials are right. */
export function sendMessage(fields: Readonly<Record<string, unknown>>): SimAnswer {
  const [from, to, text] = [textOf(fields.from), textOf(fields.to), textOf(fields.text)];
  const type = textOf(fields.type) || 'text';
  const mistake = mistakeIn({ from, to, text }, type, textOf(fields['client-ref']), textOf(fields.callback));
  if (mistake !== undefined) return partsSaid([mistake]);
  // Sent as `text`, what GSM-7 does not have becomes a question mark.
  const count = type === 'text' ? partsOf(asGsm(text), true) : partsOf(text, false);
  if (count > MAX_PARTS) return partsSaid([refusedPart('12')]);
  const parts = Array.from({ length: count }, (_, index) =>
    to === HALF_REFUSED && index > 0 ? refusedPart('9') : acceptedPart(to, textOf(fields['client-ref'])),
  );
  return { ...partsSaid(parts), effect: 'message' };
}

const acceptedPart = (to: string, reference: string): Part & Readonly<Record<string, string>> => ({
  to,
  'message-id': randomUUID(),
  status: '0',
  'remaining-balance': '3.14159265',
  'message-price': '0.03330000',
  network: '12345',
  ...(reference !== '' && { 'client-ref': reference }),
});

function mistakeIn(
  { from, to, text }: Readonly<Record<'from' | 'to' | 'text', string>>,
  type: string,
  reference: string,
  callback: string,
): Part | undefined {
  const missing = Object.entries({ from, to, text }).find(([, value]) => value === '')?.[0];
  if (missing !== undefined) return refusedPart('2', `Missing ${missing} param`);
  if (!NUMBER.test(to)) return refusedPart('3', 'to address is not numeric');
  if (!TYPES.includes(type)) return refusedPart('3', 'Invalid type param');
  if (reference.length > 40) return refusedPart('3', 'Invalid client-ref param');
  if (callback.length > MAX_CALLBACK) return refusedPart('23');
  if (!SENDER.test(from)) return refusedPart('15');
  const status = to.startsWith(REFUSED_PREFIX) ? String(Number(to.slice(REFUSED_PREFIX.length))) : '';
  return status in TEXTS ? refusedPart(status) : undefined;
}
