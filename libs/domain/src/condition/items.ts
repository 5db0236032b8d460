import { spend, stepsOfText, type Meter } from '../cel/meter.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { lookup, parsePath, type Path } from '../path.js';
import { PREPARE, type LeafSettings, type Prepare } from './operators.js';
import { isQuantifier, MAX_ITEMS, MAX_ITEM_STEPS, OPERATORS, type Operator, type Quantifier } from './types.js';

/** Decides one element; means nothing once the meter is below 0. */
export type ItemTest = (item: Json, meter: Meter) => boolean;

/** undefined: it is no list, or one that is too long to go through. */
export const itemsOf = (value: Json | undefined): readonly Json[] | undefined =>
  isJsonArray(value) && value.length <= MAX_ITEMS ? value : undefined;

export const itemMeter = (): Meter => ({ left: MAX_ITEM_STEPS });

type Decide = (value: Json | undefined, test: (item: Json) => boolean) => boolean;
const DECIDE: Readonly<Record<Quantifier, Decide>> = {
  any_item: (value, test) => itemsOf(value)?.some(test) ?? false,
  all_items: (value, test) => itemsOf(value)?.every(test) ?? false,
  // Holds for what has no elements, too; but nobody knows of a list that is too long.
  no_item: (value, test) => !isJsonArray(value) || itemsOf(value)?.some(test) === false,
};

/** Does not hold for what is no list, or too long, or takes too many steps together with the lists in its elements. */
export const overItems =
  (quantifier: Quantifier): Prepare =>
  (operand, settings) => {
    const test = itemTest(operand, settings);
    if (!test) return undefined;
    return (actual) => {
      const meter = itemMeter();
      const held = DECIDE[quantifier](actual, (item) => test(item, meter));
      return held && meter.left >= 0;
    };
  };

/** Path below `item`; undefined when a field is none of an element. */
export function itemPath(field: Json | undefined): Path | undefined {
  const path = typeof field === 'string' ? parsePath(field) : undefined;
  return path?.[0] === 'item' ? path.slice(1) : undefined;
}

/** A condition on one element, whose shape was checked when the workflow was saved; undefined when an operand does not fit. */
export function itemTest(condition: Json | undefined, settings: LeafSettings): ItemTest | undefined {
  if (!isJsonObject(condition)) return undefined;
  const { all, any, not } = condition;
  if (isJsonArray(all))
    return group(
      all,
      settings,
      (tests) =>
        (...given) =>
          tests.every((test) => test(...given)),
    );
  if (isJsonArray(any))
    return group(
      any,
      settings,
      (tests) =>
        (...given) =>
          tests.some((test) => test(...given)),
    );
  if (not !== undefined)
    return group(
      [not],
      settings,
      (tests) =>
        (...given) =>
          !tests.every((test) => test(...given)),
    );
  return leafTest(condition, settings);
}

function group(
  members: readonly Json[],
  settings: LeafSettings,
  combine: (tests: readonly ItemTest[]) => ItemTest,
): ItemTest | undefined {
  const tests = members.map((member) => itemTest(member, settings));
  return tests.every((test) => test !== undefined) ? combine(tests) : undefined;
}

function leafTest(leaf: JsonObject, { engines }: LeafSettings): ItemTest | undefined {
  const { field, operator, value, caseSensitive } = leaf;
  const path = itemPath(field);
  const known = OPERATORS.find((name) => name === operator);
  const settings = { caseSensitive: caseSensitive === true, engines };
  if (!path || !known) return undefined;
  if (isQuantifier(known)) {
    const inner = itemTest(value, settings);
    return inner && ((item, meter) => DECIDE[known](lookup(item, path), (each) => inner(each, meter)));
  }
  const test = PREPARE[known](value, settings);
  const steps = stepsOf(known, value);
  return (
    test &&
    ((item, meter) => {
      const actual = lookup(item, path);
      return spend(meter, steps + sizeOf(known, actual)) && test(actual, undefined);
    })
  );
}

/** Operators that look at calendars and numbering plans. */
const SLOW: readonly Operator[] = ['within_hours', 'on_days', 'number_in_country'];

/** What one comparison with an operand takes whatever the element. */
const stepsOf = (operator: Operator, operand: Json | undefined): number =>
  (SLOW.includes(operator) ? 10 : 1) + stepsOfText(operand === undefined ? 0 : JSON.stringify(operand).length);

const CHARACTERS_MATCHED_PER_STEP = 4;

/** What an element adds to that. */
function sizeOf(operator: Operator, actual: Json | undefined): number {
  if (isJsonArray(actual)) return actual.length;
  if (typeof actual !== 'string') return 0;
  return operator === 'matches' ? stepsOfText(actual.length, CHARACTERS_MATCHED_PER_STEP) : stepsOfText(actual.length);
}
