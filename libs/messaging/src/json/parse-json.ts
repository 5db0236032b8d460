import { isUtf8 } from 'node:buffer';
import { err, ok, type Json, type Outcome } from '@hookswitch/domain';

export interface JsonFault {
  readonly code: 'invalid_utf8' | 'not_json';
  readonly message: string;
}

/** Only a number with so many digits, or with an exponent, can lose something in JavaScript. */
const RISKY_NUMBER = /\d{16}|\d[eE][+-]?\d/;

/**
 * JSON from outside. Numbers that JavaScript would round (a 20-digit id) come out as the text they were; what
 * is too deep or too wide is found by `structureProblems`.
 */
export function parseJson(bytes: Buffer): Outcome<Json, JsonFault> {
  if (!isUtf8(bytes)) return err({ code: 'invalid_utf8', message: `not UTF-8 at byte ${firstInvalidByte(bytes)}` });
  const text = bytes.toString('utf8');
  try {
    return ok(RISKY_NUMBER.test(text) ? (JSON.parse(text, keepDigits) as Json) : (JSON.parse(text) as Json));
  } catch (error) {
    return err({
      code: 'not_json',
      message: error instanceof SyntaxError ? withoutContent(error.message) : 'not JSON',
    });
  }
}

/** TypeScript does not know the third argument yet, which holds the text that a primitive was written as. */
function keepDigits(this: unknown, _key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || !Number.isFinite(value)) return value;
  const digits = source
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '');
  return digits.length <= 15 || String(value) === source ? value : source;
}

/** V8 quotes the text around the place, which may hold anything: only the position is told. */
function withoutContent(message: string): string {
  const position = /position \d+( \(line \d+ column \d+\))?/.exec(message)?.[0];
  if (position) return `not JSON at ${position}`;
  return message.startsWith('Unexpected end') ? 'the JSON ends too early' : 'not JSON';
}

function firstInvalidByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  // A prefix may also end inside a character: up to three bytes more tell.
  const valid = (length: number) => [0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, Math.max(0, length - less))));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && !isUtf8(bytes.subarray(0, low))) low--;
  return low;
}
