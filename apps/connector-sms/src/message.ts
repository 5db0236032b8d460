import { failed, type ErrorOutcome } from '@hookswitch/connector-sdk';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { smsLength } from './segments.js';
import type { SmsParams } from './sms-params.js';

/** A text message that can be sent. */
export interface SmsMessage {
  /** The command's. */
  readonly id: string;
  readonly sender: string;
  readonly recipient: string;
  readonly text: string;
  readonly segments: number;
  /** Where the provider is to report what becomes of it. */
  readonly receiptUrl?: string;
}

const E164 = /^\+[1-9]\d{6,14}$/;
/** Control characters but tab and line breaks, and those that turn the direction of writing. */

const CONTROLS = /[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const MAX_CHARACTERS = 1_600;

/** Checks what was rendered; `id`: of the command; `countries`: ISO codes of the recipients that the connection allows, empty for all. */
export function readMessage(id: string, params: SmsParams, countries: readonly string[]): SmsMessage | ErrorOutcome {
  const { sender, recipient } = params;
  if (!isNumber(sender)) return failed('invalid_sender', `The sender is no phone number in E.164.`);
  if (!isNumber(recipient)) return failed('invalid_recipient', `The recipient is no phone number in E.164.`);
  if (!inCountries(recipient, countries)) {
    return failed('country_not_allowed', `The connection allows recipients in ${countries.join(', ')} only.`);
  }
  const text = params.text.replaceAll(CONTROLS, '');
  if (text.trim() === '') return failed('empty_text', 'The text is empty.');
  if (text.length > MAX_CHARACTERS)
    return failed('text_too_long', `The text has ${text.length} characters; ${MAX_CHARACTERS} can be sent.`);
  return { id, sender, recipient, text, segments: smsLength(text).segments };
}

/** Possible, not valid: which blocks of numbers are in use changes, and reserved test numbers are none. */
const isNumber = (text: string): boolean =>
  E164.test(text) && (parsePhoneNumberFromString(text)?.isPossible() ?? false);

function inCountries(recipient: string, countries: readonly string[]): boolean {
  if (countries.length === 0) return true;
  const country = parsePhoneNumberFromString(recipient)?.country;
  return country !== undefined && isSupportedCountry(country) && countries.includes(country);
}
