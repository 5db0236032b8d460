import type { Engines } from '../engines.js';
import { int64 } from './arithmetic.js';
import { spend, stepsOfText, type Meter } from './meter.js';
import {
  parseDuration,
  parseTimestamp,
  partOf,
  PART_NAMES,
  secondsOf,
  showDuration,
  showTimestamp,
  timestampOf,
} from './times.js';
import { Duration, Fault, isList, isMap, isNumber, Optional, Timestamp, type CelValue } from './values.js';

/** undefined: it does not work with such values. */
type Apply = (values: readonly CelValue[], tools: Tools) => CelValue | Fault | undefined;
interface Tools {
  readonly meter: Meter;
  readonly engines: Engines;
}
export interface CelFunction {
  /** How many values it takes, for a method the one in front of the dot included. */
  readonly arity: readonly number[];
  readonly apply: Apply;
}

const one = (apply: (value: CelValue, tools: Tools) => CelValue | Fault | undefined): CelFunction => ({
  arity: [1],
  apply: ([value = null], tools) => apply(value, tools),
});

/** Looking at each character alone takes longer than what all texts pay for. */
const CHARACTERS_CHANGED_PER_STEP = 4;
const onText = (apply: (text: string) => string): CelFunction =>
  one((value, { meter }) => {
    if (typeof value !== 'string') return undefined;
    const isCheap = spend(meter, stepsOfText(value.length, CHARACTERS_CHANGED_PER_STEP));
    return isCheap ? apply(value) : new Fault('it is too long');
  });

const onTexts = (apply: (text: string, other: string) => boolean): CelFunction => ({
  arity: [2],
  apply: ([text, other]) => (typeof text === 'string' && typeof other === 'string' ? apply(text, other) : undefined),
});

/** One character in two units. */
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;
const size = one((value, { meter }) => {
  if (typeof value === 'string') return BigInt(value.replace(PAIRS, ' ').length);
  if (isList(value)) return BigInt(value.length);
  if (!isMap(value)) return undefined;
  const { length } = Object.keys(value);
  return spend(meter, length) ? BigInt(length) : new Fault('it is too long');
});

const WHOLE = /^[+-]?\d{1,19}$/;
const toInt = one((value) => {
  if (typeof value === 'bigint') return value;
  if (value instanceof Timestamp) return secondsOf(value);
  if (typeof value === 'string') return WHOLE.test(value) ? int64(BigInt(value)) : notA('a whole number');
  if (typeof value !== 'number') return undefined;
  // Beyond this a double is no longer sure to fit.
  return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : new Fault('a number is too large for a whole number');
});

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const toDouble = one((value) => {
  if (isNumber(value)) return Number(value);
  if (typeof value === 'string') return DECIMAL.test(value) ? Number(value) : notA('a number');
  return undefined;
});

const toText = one((value) => {
  if (typeof value === 'string') return value;
  if (isNumber(value) || typeof value === 'boolean') return String(value);
  if (value instanceof Timestamp) return showTimestamp(value);
  return value instanceof Duration ? showDuration(value) : undefined;
});

const TRUE = ['1', 't', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'false', 'FALSE', 'False'];
const toBool = one((value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return TRUE.includes(value) || (FALSE.includes(value) ? false : notA('true or false'));
});

const toTimestamp = one((value) => {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'string') return parseTimestamp(value);
  return typeof value === 'bigint' ? timestampOf(value * 1_000_000_000n) : undefined;
});
const toDuration = one((value) => {
  if (value instanceof Duration) return value;
  return typeof value === 'string' ? parseDuration(value) : undefined;
});

const notA = (what: string) => new Fault(`a text is not ${what}`);

/** Longest text that is searched for a pattern: RE2 takes linear time, so this keeps one search short. */
const MAX_MATCHED_LENGTH = 16 * 1024;
const CHARACTERS_MATCHED_PER_STEP = 4;

/** What `matches` becomes: RE2 in the place of CEL's own. */
export const search = (matcher: (text: string) => boolean, text: CelValue, meter: Meter): CelValue | Fault => {
  if (typeof text !== 'string') return new Fault('"matches" works with text only');
  if (text.length > MAX_MATCHED_LENGTH) return new Fault('a text is longer than the 16 KiB that are searched');
  return spend(meter, stepsOfText(text.length, CHARACTERS_MATCHED_PER_STEP))
    ? matcher(text)
    : new Fault('it is too long');
};

/** One that was not met before has to be looked up. */
const STEPS_OF_ZONE = 200;
const parts = PART_NAMES.map((name): readonly [string, CelFunction] => [
  name,
  {
    arity: [1, 2],
    apply: ([value = null, zone], { engines, meter }) => {
      // A zone costs far more than everything else that is one step.
      if (zone !== undefined && !spend(meter, STEPS_OF_ZONE)) return new Fault('it is too long');
      return partOf(name, value, zone, engines);
    },
  },
]);

const ASCII_UPPER = /[A-Z]+/g;
const ASCII_LOWER = /[a-z]+/g;

const SPACE = /\p{White_Space}/u;

/** Not by a pattern for a whole end: that would take quadratic time. JavaScript's own has other spaces. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.test(text.charAt(from))) from += 1;
  while (to > from && SPACE.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

const valueOr = <Other>({ value }: Optional, other: Other): CelValue | Other => (value === undefined ? other : value);

/** `size(x)` */
export const FUNCTIONS: ReadonlyMap<string, CelFunction> = new Map([
  ['size', size],
  ['int', toInt],
  ['double', toDouble],
  ['string', toText],
  ['bool', toBool],
  ['timestamp', toTimestamp],
  ['duration', toDuration],
  ['dyn', one((value) => value)],
]);

/** `x.size()` */
export const METHODS: ReadonlyMap<string, CelFunction> = new Map([
  ['size', size],
  ['startsWith', onTexts((text, start) => text.startsWith(start))],
  ['endsWith', onTexts((text, end) => text.endsWith(end))],
  ['contains', onTexts((text, part) => text.includes(part))],
  ['lowerAscii', onText((text) => text.replace(ASCII_UPPER, (letters) => letters.toLowerCase()))],
  ['upperAscii', onText((text) => text.replace(ASCII_LOWER, (letters) => letters.toUpperCase()))],
  ['trim', onText(trimmed)],
  ['hasValue', one((value) => (value instanceof Optional ? value.value !== undefined : undefined))],
  ['value', one((value) => (value instanceof Optional ? valueOr(value, new Fault('there is no value')) : undefined))],
  [
    'orValue',
    { arity: [2], apply: ([optional, other]) => (optional instanceof Optional ? valueOr(optional, other) : undefined) },
  ],
  ...parts,
]);
