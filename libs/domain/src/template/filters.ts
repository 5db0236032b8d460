import { asInstant } from '../condition/values.js';
import type { Engines } from '../engines.js';
import { isJsonArray, type Json } from '../json.js';
import { err, ok, type Outcome } from '../result-type.js';
import { dateFormatProblem, formatDate } from './dates.js';
import { numberOf } from './numbers.js';
import { quote, refuse, textOf, tooLarge, MAX_PARAMS_BYTES, type Refusal } from './text.js';

export const FILTER_NAMES = [
  'default', 'upper', 'lower', 'trim', 'truncate', 'date', 'e164', 'json', 'urlencode', 'number', 'join',
] as const; // prettier-ignore
export type FilterName = (typeof FILTER_NAMES)[number];
export type Argument = string | number;
export interface FilterCall {
  readonly name: FilterName;
  readonly args: readonly Argument[];
}

type Filtered = Outcome<Json | undefined, Refusal>;
interface Filter {
  /** How it is written, for messages. */
  readonly usage: string;
  /** What is wrong with the arguments as such, and what engines find wrong with them; undefined: nothing. */
  readonly accepts: (args: readonly Argument[]) => boolean | string;
  readonly known?: (args: readonly Argument[], engines: Engines) => string | undefined;
  /** What is missing stays missing, unless `takesMissing`. */
  readonly takesMissing?: true;
  readonly apply: (value: Json, args: readonly Argument[], engines: Engines) => Filtered;
}

const MAX_ARGUMENT_LENGTH = 1_000;
const MAX_TRUNCATE = 100_000;

const none = (args: readonly Argument[]): boolean => args.length === 0;
const isCountry = (arg: Argument | undefined): boolean => typeof arg === 'string' && /^[A-Za-z]{2}$/.test(arg);
const textFilter = (name: string, change: (text: string) => string): Filter => ({
  usage: name,
  accepts: none,
  apply: (value) => {
    const text = textOf(value);
    return text.ok ? ok(change(text.value)) : text;
  },
});
/** For filters that read a value: null and '' are as good as missing. */
const onContent =
  (apply: (value: Json, args: readonly Argument[], engines: Engines) => Filtered): Filter['apply'] =>
  (value, args, engines) =>
    value === null || value === '' ? ok(value) : apply(value, args, engines);

const FILTERS: Readonly<Record<FilterName, Filter>> = {
  default: {
    usage: 'default:"x"',
    accepts: (args) => args.length === 1,
    takesMissing: true,
    apply: (value, [replacement = '']) => ok(value === null || value === '' ? replacement : value),
  },
  upper: textFilter('upper', (text) => text.toUpperCase()),
  lower: textFilter('lower', (text) => text.toLowerCase()),
  trim: textFilter('trim', (text) => text.trim()),
  truncate: {
    usage: 'truncate:n, n from 0 to 100000',
    accepts: ([n, ...more]) => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= MAX_TRUNCATE && none(more),
    apply: (value, [n]) => {
      const text = textOf(value);
      return text.ok ? ok(cut(text.value, Number(n))) : text;
    },
  },
  date: {
    usage: 'date:"format" or date:"format":"zone"',
    accepts: (args) => {
      const [format] = args;
      if (typeof format !== 'string' || args.length > 2 || typeof (args[1] ?? '') !== 'string') return false;
      return dateFormatProblem(format) ?? true;
    },
    known: ([, zone = 'UTC'], engines) =>
      engines.localTime(0, String(zone)) ? undefined : `There is no time zone ${quote(zone)}.`,
    apply: onContent((value, [format, zone = 'UTC'], engines) => {
      const epochMs = asInstant(value);
      if (epochMs === undefined) return refuse('invalid_value', `${quote(value)} is not an RFC 3339 time.`);
      const time = engines.localTime(epochMs, String(zone));
      const text = time && formatDate(time, String(format));
      return text === undefined ? refuse('invalid_value', `There is no time zone ${quote(zone)}.`) : ok(text);
    }),
  },
  e164: {
    usage: 'e164:"CC", CC a country such as US',
    accepts: ([country, ...more]) => isCountry(country) && none(more),
    known: ([country], engines) => unknownCountry(String(country), engines),
    apply: onContent((value, [country], engines) => {
      const text = textOf(value);
      const number = text.ok ? engines.phone.toE164(text.value, String(country).toUpperCase()) : undefined;
      if (number !== undefined) return ok(number);
      return refuse('invalid_value', `${quote(value)} is not a possible number of ${String(country).toUpperCase()}.`);
    }),
  },
  json: {
    usage: 'json',
    accepts: none,
    takesMissing: true,
    apply: (value) => (typeof value === 'string' || value === null ? ok(JSON.stringify(value)) : textOf(value)),
  },
  urlencode: textFilter('urlencode', percentEncode),
  number: { usage: 'number', accepts: none, apply: onContent((value) => numberOf(value)) },
  join: {
    usage: 'join:", "',
    accepts: ([separator, ...more]) => typeof separator === 'string' && none(more),
    apply: (value, [separator]) => (isJsonArray(value) ? joined(value, String(separator)) : ok(value)),
  },
};

/** What is wrong with the arguments of a filter, without engines. */
export function callProblem({ name, args }: FilterCall): string | undefined {
  if (args.some((arg) => typeof arg === 'string' && arg.length > MAX_ARGUMENT_LENGTH)) {
    return `An argument of "${name}" has at most ${MAX_ARGUMENT_LENGTH} characters.`;
  }
  const accepted = FILTERS[name].accepts(args);
  if (accepted === true) return undefined;
  return accepted === false ? `"${name}" is written ${FILTERS[name].usage}.` : accepted;
}

/** What only engines know: time zones and countries. */
export const unknownArgument = ({ name, args }: FilterCall, engines: Engines): string | undefined =>
  FILTERS[name].known?.(args, engines);

export function applyFilter({ name, args }: FilterCall, value: Json | undefined, engines: Engines): Filtered {
  const filter = FILTERS[name];
  if (value === undefined && !filter.takesMissing) return ok(undefined);
  return filter.apply(value ?? null, args, engines);
}

/** Also of text with half a surrogate pair, for which `encodeURIComponent` throws. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** By code points, so that no character is cut in two. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (let count = 0; count < length && end < text.length; count += 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

function joined(items: readonly Json[], separator: string): Filtered {
  let length = 0;
  const texts: string[] = [];
  for (const item of items) {
    const text = textOf(item);
    if (!text.ok) return err(text.error);
    length += text.value.length + separator.length;
    if (length > MAX_PARAMS_BYTES) return tooLarge('A joined list', MAX_PARAMS_BYTES);
    texts.push(text.value);
  }
  return ok(texts.join(separator));
}

/** Every country has a possible number of this form or another; one that has none is unknown to the engine. */
function unknownCountry(country: string, engines: Engines): string | undefined {
  // International text is read whatever the country, as long as there is such a country.
  const known = engines.phone.toE164('+12025550142', country.toUpperCase()) !== undefined;
  return known ? undefined : `There is no country "${country}".`;
}
