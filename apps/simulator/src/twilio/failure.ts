import type { Refusal, SimAnswer } from '../http/provider.js';

/** Statuses of codes that do not come with 400. */
const STATUSES: Readonly<Record<string, number>> = { 20003: 401, 20404: 404, 20429: 429, 20500: 500 };
const CODES: Readonly<Record<number, number>> = { 401: 20003, 404: 20404, 429: 20429 };

const TEXTS: Readonly<Record<number, string>> = {
  20003: 'Authenticate',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'An internal server error has occurred',
  21211: "Invalid 'To' Phone Number",
  21212: "Invalid 'From' Phone Number",
  21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination.",
  21608: 'The number is unverified. Trial accounts cannot send messages to unverified numbers.',
  21610: 'Attempt to send to unsubscribed recipient',
  21611: "This 'From' number has exceeded the maximum number of queued messages",
  21612: "Message cannot be sent with the current combination of 'To' and 'From'",
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit.',
};

export const failure = (
  code: number,
  status = STATUSES[code] ?? 400,
  message = TEXTS[code] ?? 'Refused',
): SimAnswer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

/** `error` is one of Twilio's codes, or a text. */
export function refuse({ status, error, retryAfter }: Refusal): SimAnswer {
  const named = error !== undefined && /^\d{5}$/.test(error) ? Number(error) : undefined;
  const code = named ?? (status !== undefined && status >= 500 ? 20500 : CODES[status ?? 0]) ?? 21611;
  const said = failure(code, status, named === undefined ? error : undefined);
  return retryAfter === undefined ? said : { ...said, headers: { 'retry-after': String(retryAfter) } };
}
