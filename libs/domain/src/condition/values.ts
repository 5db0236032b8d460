import { isJsonArray, isJsonObject, type Json } from '../json.js';
import { JSON_NUMBER } from '../template/numbers.js';

/** ASCII: nothing to compose, and lower case is what it is everywhere; the second has no capitals either. */
const PLAIN = /^[\t\n -~]*$/;
const LOWER = /^[\t\n -@[-~]*$/;

/** Text as conditions compare it: canonically composed, and without case unless the leaf asks for it. */
export const foldText = (text: string, caseSensitive: boolean): string => {
  if (LOWER.test(text)) return text;
  if (PLAIN.test(text)) return caseSensitive ? text : text.toLowerCase();
  const composed = text.normalize('NFC');
  // Lower case writes a sigma by what follows it, but a part of a text must fold as it does inside the whole.
  return caseSensitive ? composed : composed.toLowerCase().replaceAll('ς', 'σ');
};

/** A number, or text that is one as JSON writes it; never text with a leading `+` or a needless 0, which are phone numbers and codes. */
export function asNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && JSON_NUMBER.test(value) ? Number(value) : undefined;
  return Number.isFinite(number) ? number : undefined;
}

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):\d{2})$/;

/** RFC 3339 to milliseconds since the epoch. */
export function asInstant(value: Json | undefined): number | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (!match) return undefined;
  const [text, year, month, day] = match;
  // `Date.parse` takes 30 February for 2 March.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const epochMs = Date.parse(text);
  return isDay && !Number.isNaN(epochMs) ? epochMs : undefined;
}

/** Lists and objects are neither true nor false. */
export const isFlag = (value: Json): boolean => value === null || typeof value !== 'object';

/** Deeper than anything that is accepted; values beyond it are not the same, rather than too much for the stack. */
const MAX_NESTING = 64;

/** Same value; a number also equals its text, and text compares as {@link foldText} says, inside lists and objects too. */
export function sameValue(left: Json, right: Json, caseSensitive: boolean, levels = MAX_NESTING): boolean {
  if (levels === 0) return false;
  if (typeof left === 'string' && typeof right === 'string') {
    return foldText(left, caseSensitive) === foldText(right, caseSensitive);
  }
  if (typeof left === 'number' || typeof right === 'number') {
    const number = asNumber(left);
    return number !== undefined && number === asNumber(right);
  }
  if (isJsonArray(left)) {
    return (
      isJsonArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameValue(item, right[index] ?? null, caseSensitive, levels - 1))
    );
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every(
        (name) =>
          Object.hasOwn(right, name) && sameValue(left[name] ?? null, right[name] ?? null, caseSensitive, levels - 1),
      )
    );
  }
  return left === right;
}
