import type { Json } from '../json.js';
import { ok, type Outcome } from '../result-type.js';
import { quote, refuse, type Refusal } from './text.js';

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MAX_AUTO_DIGITS = 15;

/** An integer, or a decimal with a dot, that a JSON number holds without rounding; anything else is refused. */
export function numberOf(value: Json | undefined): Outcome<number, Refusal> {
  if (typeof value === 'number') return isFaithful(value) ? ok(value + 0) : refuseRounded(value);
  if (typeof value !== 'string' || !DECIMAL.test(value)) {
    return refuse('invalid_value', `${quote(value)} is not an integer or a decimal with a dot.`);
  }
  const number = exactly(value);
  return number === undefined ? refuseRounded(value) : ok(number + 0);
}

/** The number that a text is when it is written as JSON writes one, has few digits and says it exactly. */
export function plainNumber(text: string): number | undefined {
  if (!JSON_NUMBER.test(text) || text.replace(/\D/g, '').length > MAX_AUTO_DIGITS) return undefined;
  const number = exactly(text);
  // A zero that is more than 0 would come back without its sign.
  return number !== undefined && Object.is(number, -0) ? undefined : number;
}

/** Beyond 2^53 an integer was possibly rounded when it was read from JSON. */
export const isFaithful = (number: number): boolean =>
  Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));

export const refuseRounded = (value: Json) =>
  refuse('invalid_value', `${quote(value)} has more digits than a JSON number holds; send it as text.`);

const exactly = (text: string): number | undefined => {
  const number = Number(text);
  return Number.isFinite(number) && decimalOf(String(number)) === decimalOf(text) ? number : undefined;
};

/** Digits and exponent without needless zeros, so that equal decimals are equal texts. */
function decimalOf(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  const kept = digits.slice(0, end);
  if (kept === '') return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - kept.length);
  return `${mantissa.startsWith('-') ? '-' : ''}${kept}e${scale}`;
}
