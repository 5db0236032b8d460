import type { Condition, ConditionLeaf, Operator } from '../condition/types.js';
import { asNumber, foldText } from '../condition/values.js';
import { isJsonArray, type Json } from '../json.js';
import { parsePath } from '../path.js';
import { keysOf, keysOfAll, type Access, type FieldAccess, type Key } from './access.js';

/** All accesses of a condition, each of which holds wherever the condition does. Operators that are not here are left to the condition itself. */
export function accessesOf(condition: Condition): readonly Access[] {
  if ('all' in condition) return narrowRanges(condition.all.flatMap(accessesOf));
  if ('any' in condition) return accessesOfAny(condition.any);
  if ('not' in condition) return [];
  const access = accessOfLeaf(condition);
  return access ? [access] : [];
}

/** One branch that cannot be looked up makes the whole group so. */
function accessesOfAny(conditions: readonly Condition[]): readonly Access[] {
  const branches: FieldAccess[] = [];
  for (const condition of conditions) {
    const [best] = accessesOf(condition).toSorted((left, right) => rank(left) - rank(right));
    if (!best) return [];
    branches.push(...(best.kind === 'any' ? best.branches : [best]));
  }
  return branches.length === 0 ? [] : [{ kind: 'any', branches }];
}

const RANKS = { value: 0, element: 1, prefix: 2, any: 3, range: 4 } as const;
const rank = ({ kind }: Access): number => RANKS[kind];

/** Bounds of one field that hold together are one range. */
function narrowRanges(accesses: readonly Access[]): readonly Access[] {
  const others = accesses.filter((access) => access.kind !== 'range');
  const ranges = new Map<string, Extract<Access, { kind: 'range' }>>();
  for (const access of accesses) {
    if (access.kind !== 'range') continue;
    const known = ranges.get(access.field);
    const low = Math.max(access.low, known?.low ?? -Infinity);
    ranges.set(access.field, { ...access, low, high: Math.min(access.high, known?.high ?? Infinity) });
  }
  return [...others, ...ranges.values()];
}

function accessOfLeaf({ field, operator, value }: ConditionLeaf): FieldAccess | undefined {
  const path = parsePath(field);
  if (!path || path[0] !== 'event' || path.length < 2 || hasTemplate(value)) return undefined;
  return BY_OPERATOR[operator]?.(field, value);
}

type MakeAccess = (field: string, value: Json | undefined) => FieldAccess | undefined;

const BY_OPERATOR: Partial<Record<Operator, MakeAccess>> = {
  equals: (field, value) => byValue(field, keysOf(value)),
  changed_to: (field, value) => byValue(field, keysOf(value)),
  in: (field, value) => byValue(field, keysOfAll(value)),
  contains: byElement,
  starts_with: (field, value) =>
    typeof value === 'string' ? { kind: 'prefix', field, prefix: foldText(value, false) } : undefined,
  less_than: (field, value) => byRange(field, -Infinity, asNumber(value)),
  less_or_equal: (field, value) => byRange(field, -Infinity, asNumber(value)),
  greater_than: (field, value) => byRange(field, asNumber(value), Infinity),
  greater_or_equal: (field, value) => byRange(field, asNumber(value), Infinity),
  between: (field, value) => (isJsonArray(value) ? byRange(field, asNumber(value[0]), asNumber(value[1])) : undefined),
};

const byValue = (field: string, keys: readonly Key[] | undefined): FieldAccess | undefined =>
  keys && { kind: 'value', field, keys };

function byElement(field: string, value: Json | undefined): FieldAccess | undefined {
  const keys = keysOf(value);
  if (!keys) return undefined;
  return { kind: 'element', field, keys, ...(typeof value === 'string' && { text: foldText(value, false) }) };
}

const byRange = (field: string, low: number | undefined, high: number | undefined): FieldAccess | undefined =>
  low === undefined || high === undefined ? undefined : { kind: 'range', field, low, high };

const hasTemplate = (value: Json | undefined): boolean =>
  typeof value === 'string' ? value.includes('{{') : isJsonArray(value) && value.some(hasTemplate);
