import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { lookup, parsePath, type Path } from '../path.js';
import { PREPARE, type LeafSettings, type LeafTest, type Prepare } from './operators.js';
import { MAX_ITEMS, OPERATORS } from './types.js';

type ItemTest = (item: Json) => boolean;

/** undefined: it is no list, or one that is too long to go through. */
export const itemsOf = (value: Json | undefined): readonly Json[] | undefined =>
  isJsonArray(value) && value.length <= MAX_ITEMS ? value : undefined;

/** Does not hold for what is no list, or too long. */
const overItems =
  (decide: (items: readonly Json[], test: ItemTest) => boolean): Prepare =>
  (operand, settings) => {
    const test = itemTest(operand, settings);
    if (!test) return undefined;
    return (actual) => {
      const items = itemsOf(actual);
      return items !== undefined && decide(items, test);
    };
  };

export const anyItem = overItems((items, test) => items.some(test));
export const allItems = overItems((items, test) => items.every(test));
/** Holds for what has no elements, too; but nobody knows of a list that is too long. */
export const noItem: Prepare = (operand, settings) => {
  const test = itemTest(operand, settings);
  return test && ((actual) => !isJsonArray(actual) || itemsOf(actual)?.some(test) === false);
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
  if (isJsonArray(all)) return group(all, settings, (tests) => (item) => tests.every((test) => test(item)));
  if (isJsonArray(any)) return group(any, settings, (tests) => (item) => tests.some((test) => test(item)));
  if (not !== undefined) return group([not], settings, (tests) => (item) => !tests.every((test) => test(item)));
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

function leafTest(
  { field, operator, value, caseSensitive }: JsonObject,
  { engines }: LeafSettings,
): ItemTest | undefined {
  const path = itemPath(field);
  const known = OPERATORS.find((name) => name === operator);
  const test: LeafTest | undefined = known && PREPARE[known](value, { caseSensitive: caseSensitive === true, engines });
  return path && test && ((item) => test(lookup(item, path), undefined));
}
