import type { Engines } from '../engines.js';
import { isTrue } from '../flag.js';
import { isJsonArray, isJsonObject, type Json } from '../json.js';
import { businessHours, onDays } from './hours.js';
import { overItems } from './items.js';
import { exceedsBytes } from '../template/text.js';
import type { Operator } from './types.js';
import { asInstant, asNumber, foldText, isFlag, sameValue } from './values.js';

/** Decides one leaf. `previous` is what `data.previous` held for the same field. */
export type LeafTest = (actual: Json | undefined, previous: Json | undefined) => boolean;

export interface LeafSettings {
  readonly caseSensitive: boolean;
  readonly engines: Engines;
}

/** Prepares an operator once per leaf; undefined: it cannot work with this operand. */
export type Prepare = (operand: Json | undefined, settings: LeafSettings) => LeafTest | undefined;

const onPresent =
  (test: (actual: Json) => boolean): LeafTest =>
  (actual) =>
    actual !== undefined && test(actual);

const negate =
  (prepare: Prepare): Prepare =>
  (operand, settings) => {
    const test = prepare(operand, settings);
    return test && ((actual, previous) => !test(actual, previous));
  };

const equals: Prepare = (operand, { caseSensitive }) =>
  operand === undefined ? undefined : onPresent((actual) => sameValue(actual, operand, caseSensitive));

const isIn: Prepare = (operand, { caseSensitive }) =>
  isJsonArray(operand)
    ? onPresent((actual) => operand.some((choice) => sameValue(actual, choice, caseSensitive)))
    : undefined;

const contains: Prepare = (operand, { caseSensitive }) => {
  if (operand === undefined) return undefined;
  const part = typeof operand === 'string' ? foldText(operand, caseSensitive) : undefined;
  return onPresent((actual) => {
    if (isJsonArray(actual)) return actual.some((item) => sameValue(item, operand, caseSensitive));
    return part !== undefined && typeof actual === 'string' && foldText(actual, caseSensitive).includes(part);
  });
};

const text =
  (holds: (actual: string, operand: string) => boolean): Prepare =>
  (operand, { caseSensitive }) => {
    if (typeof operand !== 'string') return undefined;
    const folded = foldText(operand, caseSensitive);
    return onPresent((actual) => typeof actual === 'string' && holds(foldText(actual, caseSensitive), folded));
  };

/** RE2 takes linear time, so these keep one comparison short. */
export const MAX_PATTERN_LENGTH = 512;
export const MAX_MATCHED_BYTES = 16 * 1024;

const matches: Prepare = (operand, { caseSensitive, engines }) => {
  if (typeof operand !== 'string' || operand.length > MAX_PATTERN_LENGTH) return undefined;
  const matcher = engines.compilePattern(operand, { caseSensitive });
  const fits = (text: string) => !exceedsBytes(text, MAX_MATCHED_BYTES);
  return matcher && onPresent((actual) => typeof actual === 'string' && fits(actual) && matcher(actual));
};

const ordered =
  (
    read: (value: Json | undefined) => number | undefined,
    holds: (actual: number, operand: number) => boolean,
  ): Prepare =>
  (operand) => {
    const bound = read(operand);
    if (bound === undefined) return undefined;
    return (actual) => {
      const value = read(actual);
      return value !== undefined && holds(value, bound);
    };
  };

const between: Prepare = (operand) => {
  if (!isJsonArray(operand) || operand.length !== 2) return undefined;
  const [low, high] = [asNumber(operand[0]), asNumber(operand[1])];
  if (low === undefined || high === undefined || low > high) return undefined;
  return (actual) => {
    const value = asNumber(actual);
    return value !== undefined && value >= low && value <= high;
  };
};

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (isJsonArray(value) && value.length === 0) ||
  (isJsonObject(value) && Object.keys(value).length === 0);

const numberInCountry: Prepare = (operand, { engines }) => {
  const countries = (isJsonArray(operand) ? operand : [operand]).map((code) =>
    typeof code === 'string' ? code.toUpperCase() : '',
  );
  if (countries.length === 0 || !countries.every((code) => /^[A-Z]{2}$/.test(code))) return undefined;
  return onPresent((actual) => typeof actual === 'string' && countries.includes(engines.phone.countryOf(actual) ?? ''));
};

const without =
  (test: LeafTest): Prepare =>
  (operand) =>
    operand === undefined ? test : undefined;

const changed: LeafTest = (actual, previous) =>
  actual !== undefined && previous !== undefined && !sameValue(actual, previous, true);

const changedTo: Prepare = (operand, settings) => {
  const test = equals(operand, settings);
  return test && ((actual, previous) => changed(actual, previous) && test(actual, previous));
};

/** A missing field is false for all but `is_not_set` and the `not_` operators. Null counts as not set. */
export const PREPARE: Readonly<Record<Operator, Prepare>> = {
  equals,
  not_equals: negate(equals),
  contains,
  not_contains: negate(contains),
  starts_with: text((actual, operand) => actual.startsWith(operand)),
  ends_with: text((actual, operand) => actual.endsWith(operand)),
  matches,
  in: isIn,
  not_in: negate(isIn),
  less_than: ordered(asNumber, (actual, bound) => actual < bound),
  less_or_equal: ordered(asNumber, (actual, bound) => actual <= bound),
  greater_than: ordered(asNumber, (actual, bound) => actual > bound),
  greater_or_equal: ordered(asNumber, (actual, bound) => actual >= bound),
  between,
  is_set: without((actual) => actual !== undefined && actual !== null),
  is_not_set: without((actual) => actual === undefined || actual === null),
  is_true: without(isTrue),
  is_false: without(onPresent((actual) => isFlag(actual) && !isTrue(actual))),
  is_empty: without(onPresent(isEmpty)),
  is_not_empty: without(onPresent((actual) => !isEmpty(actual))),
  before: ordered(asInstant, (actual, bound) => actual < bound),
  after: ordered(asInstant, (actual, bound) => actual > bound),
  within_hours: (operand, { engines }) => businessHours(operand, engines),
  on_days: (operand, { engines }) => onDays(operand, engines),
  number_in_country: numberInCountry,
  changed: without(changed),
  changed_to: changedTo,
  any_item: (operand, settings) => overItems('any_item')(operand, settings),
  all_items: (operand, settings) => overItems('all_items')(operand, settings),
  no_item: (operand, settings) => overItems('no_item')(operand, settings),
};
