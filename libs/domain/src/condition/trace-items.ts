import type { Engines } from '../engines.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { lookup } from '../path.js';
import { quote } from '../template/text.js';
import { at } from '../workflow/check/problem.js';
import { explainGroup, explainLeaf } from './explain.js';
import { itemMeter, itemPath, itemsOf, itemTest, type ItemTest } from './items.js';
import {
  isQuantifier,
  MAX_ITEMS,
  MAX_ITEM_STEPS,
  type ConditionLeaf,
  type ConditionTrace,
  type Quantifier,
} from './types.js';

/** Elements that are told of when none of them decides alone. */
const MAX_TOLD = 3;

interface Traced {
  /** What the field held. */
  readonly items: Json | undefined;
  /** Of the condition on the elements. */
  readonly pointer: string;
  readonly engines: Engines;
}

/** Which elements a quantifier found and why; undefined when the field is missing. `condition` has its placeholders filled in. */
export function traceItems(
  quantifier: Quantifier,
  condition: Json | undefined,
  { items: value, pointer, engines }: Traced,
): { readonly why: string; readonly children: readonly ConditionTrace[] } | undefined {
  const items = itemsOf(value);
  if (value === undefined || condition === undefined) return undefined;
  if (!items) return { why: whyNoItems(value), children: [] };
  const test = itemTest(condition, { caseSensitive: false, engines });
  const held = test ? heldOf(items, test) : items.map(() => false);
  const deciding = held.indexOf(quantifier !== 'all_items');
  if (deciding < 0 && held.length < items.length) {
    return { why: `it takes over ${MAX_ITEM_STEPS} steps and counts as false`, children: [] };
  }
  const told = deciding < 0 ? held.slice(0, MAX_TOLD).map((_, index) => index) : [deciding];
  const children = told.map((index) => ({
    ...traceItem(condition, items[index] ?? null, pointer, engines),
    item: index,
  }));
  const count = held.filter(Boolean).length;
  const which = deciding < 0 ? '' : `, ${held[deciding] === true ? '' : 'not '}for [${deciding}]`;
  const looked = `${held.length < items.length ? 'the first ' : ''}${held.length}`;
  return {
    why: `it holds for ${count} of ${looked} ${held.length === 1 ? 'element' : 'elements'}${which}`,
    children,
  };
}

/** Of the elements that the steps suffice for, in the order in which they are decided. */
function heldOf(items: readonly Json[], test: ItemTest): readonly boolean[] {
  const meter = itemMeter();
  const held: boolean[] = [];
  for (const item of items) {
    const holds = test(item, meter);
    if (meter.left < 0) break;
    held.push(holds);
  }
  return held;
}

const whyNoItems = (value: Json): string =>
  isJsonArray(value) ? `the list has over ${MAX_ITEMS} elements` : `${quote(value)} is not a list`;

function traceItem(condition: Json, item: Json, pointer: string, engines: Engines): ConditionTrace {
  if (!isJsonObject(condition)) return { pointer, held: false, kind: 'leaf', why: 'it cannot be decided' };
  const test = itemTest(condition, { caseSensitive: false, engines });
  const held = test?.(item, itemMeter()) === true;
  const { all, any, not } = condition;
  const group = isJsonArray(all) ? 'all' : isJsonArray(any) ? 'any' : 'not';
  const members = isJsonArray(all) ? all : isJsonArray(any) ? any : not === undefined ? undefined : [not];
  if (!members) return traceLeaf(condition, item, held, pointer, engines);
  const children = members.map((member, index) => {
    const place = group === 'not' ? at(pointer, group) : at(pointer, group, index);
    return traceItem(member, item, place, engines);
  });
  return { pointer, held, kind: group, why: explainGroup(group, children), children };
}

function traceLeaf(
  condition: JsonObject,
  item: Json,
  held: boolean,
  pointer: string,
  engines: Engines,
): ConditionTrace {
  const leaf = condition as unknown as ConditionLeaf;
  const { field, operator, value: expected } = leaf;
  const actual = lookup(item, itemPath(field) ?? []);
  const why = explainLeaf(leaf, { held, actual, expected, previous: undefined });
  const below = { items: actual, pointer: at(pointer, 'value'), engines };
  const items = isQuantifier(operator) ? traceItems(operator, expected, below) : undefined;
  return {
    ...{ pointer, held, kind: 'leaf', field, operator, why },
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...(items && { why: items.why, children: items.children }),
  };
}
