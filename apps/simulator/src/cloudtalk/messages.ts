import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { envelope, failure } from './envelope.js';

/** Every text with which a message is refused inside a 200, by the recipient that asks for it. */
export const REFUSED_RECIPIENTS: Readonly<Record<string, string>> = {
  '+15005550001': 'Unknown number',
  '+15005550002': 'Not allowed country.',
  '+15005550003': 'SMS send failed',
  '+15005550004': 'Limit exceeded',
  '+15005550005': 'Bad number configuration',
};
export const NO_FUNDS_RECIPIENT = '+15005550006';
export const BROKEN_RECIPIENT = '+15005550007';
/** A number of the account that may not send. */
export const MUTE_SENDER = '+15005550005';

const E164 = /^\+[1-9]\d{6,14}$/;

export function sendMessage(request: SimRequest): SimAnswer {
  const fields = readFields(request);
  if (fields === undefined) return failure(400, 'Bad Request');
  const { recipient, message, sender } = fields;
  const wrong = {
    ...(E164.test(textOf(recipient).replace('whatsapp:', '')) ? {} : { recipient: ['Recipient is not valid'] }),
    ...(E164.test(textOf(sender).replace('whatsapp:', '')) ? {} : { sender: ['Sender is not valid'] }),
    ...(textOf(message) === '' && fields.file_by_url === undefined ? { message: ['Message is required'] } : {}),
  };
  if (Object.keys(wrong).length > 0) return failure(406, 'Not Acceptable', wrong);
  return settle(textOf(recipient), textOf(message), textOf(sender), textOf(fields.country_code));
}

function settle(recipient: string, message: string, sender: string, country: string): SimAnswer {
  if (recipient === NO_FUNDS_RECIPIENT) return failure(403, 'Insufficient Funds');
  if (recipient === BROKEN_RECIPIENT) return failure(500, 'Internal Server Error');
  const text = sender === MUTE_SENDER ? 'Bad number configuration' : REFUSED_RECIPIENTS[recipient];
  if (text !== undefined) return envelope(200, { success: false, data: text });
  const data = { recipient, message, sender, country_code: country || null };
  return { ...envelope(200, { success: true, data }), effect: 'message' };
}
