import { isJsonArray, isJsonObject, type Json } from '../json.js';

/** Text as conditions compare it: canonically composed, and without case unless the leaf asks for it. */
export const foldText = (text: string, caseSensitive: boolean): string => {
  const composed = text.normalize('NFC');
  return caseSensitive ? composed : composed.toLowerCase();
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A number, or text that is one; never text with a leading `+` or a needless 0, which are phone numbers and codes. */
export function asNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339 to milliseconds since the epoch. */
export function asInstant(value: Json | undefined): number | undefined {
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
  const epochMs = Date.parse(value);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

/** The table of value formats (contracts.md), for flags that producers send as text or numbers. */
export function asFlag(value: Json | undefined): boolean | undefined {
  const text = typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
  if (text === 'true' || text === '1' || text === 'yes' || text === 'on') return true;
  if (text === 'false' || text === '0' || text === 'no' || text === 'off') return false;
  return undefined;
}

/** Same value; a number also equals its text, and text compares as {@link foldText} says, inside lists and objects too. */
export function sameValue(left: Json, right: Json, caseSensitive: boolean): boolean {
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
      left.every((item, index) => sameValue(item, right[index] ?? null, caseSensitive))
    );
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every(
        (name) => Object.hasOwn(right, name) && sameValue(left[name] ?? null, right[name] ?? null, caseSensitive),
      )
    );
  }
  return left === right;
}
