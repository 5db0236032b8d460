import { OWN_NUMBERS } from '../cloudtalk/calls.js';
import type { SimAnswer } from '../http/provider.js';

/** A number of the account that takes calls alone. */
export const VOICE_NUMBER = '12025550111';

const COUNTRIES: Readonly<Record<string, string>> = { '1': 'US', '420': 'CZ', '44': 'GB' };
const NUMBERS = [...OWN_NUMBERS.map((number) => number.slice(1)), VOICE_NUMBER].map((msisdn) => ({
  country: COUNTRIES[Object.keys(COUNTRIES).find((code) => msisdn.startsWith(code)) ?? ''] ?? 'US',
  msisdn,
  type: 'mobile-lvn',
  features: msisdn === VOICE_NUMBER ? ['VOICE'] : ['VOICE', 'SMS'],
}));

/** By what `search_pattern` says: 0 starts with, 1 contains, 2 ends with `pattern`. */
const FITS: Readonly<Record<string, (number: string, pattern: string) => boolean>> = {
  0: (number, pattern) => number.startsWith(pattern),
  1: (number, pattern) => number.includes(pattern),
  2: (number, pattern) => number.endsWith(pattern),
};

export function listNumbers(query: URLSearchParams): SimAnswer {
  const fits = FITS[query.get('search_pattern') ?? '0'] ?? (() => true);
  const found = NUMBERS.filter(({ msisdn }) => fits(msisdn, query.get('pattern') ?? ''));
  const size = Math.min(100, Math.max(1, Number(query.get('size') ?? 10) || 10));
  const index = Math.max(1, Number(query.get('index') ?? 1) || 1);
  // It says so of nothing by an empty object.
  if (found.length === 0) return { status: 200, body: {} };
  return { status: 200, body: { count: found.length, numbers: found.slice((index - 1) * size, index * size) } };
}

export const balance: SimAnswer = { status: 200, body: { value: 3.14159, autoReload: false } };
