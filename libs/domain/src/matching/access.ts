import { isJsonArray, type Json } from '../json.js';
import { asNumber, foldText } from '../condition/values.js';

/** What values are looked up by: text folded, numbers as they are. */
export type Key = string | number | boolean | null;

/**
 * Something that holds for every event that a condition holds for, in a form that an index can answer. It may hold for more events than
 * the condition: what it finds is tested again.
 * `value`: the field is one of the keys · `element`: it is a list with the key in it, or text with the key inside · `prefix`: it is text that
 * begins so · `range`: it is a number within the bounds, both included · `any`: one of the branches holds.
 */
export type Access =
  | { readonly kind: 'value'; readonly field: string; readonly keys: readonly Key[] }
  | { readonly kind: 'element'; readonly field: string; readonly keys: readonly Key[]; readonly text?: string }
  | { readonly kind: 'prefix'; readonly field: string; readonly prefix: string }
  | { readonly kind: 'range'; readonly field: string; readonly low: number; readonly high: number }
  | { readonly kind: 'any'; readonly branches: readonly FieldAccess[] };
export type FieldAccess = Exclude<Access, { readonly kind: 'any' }>;

/** Text that is a number also equals that number, so it is found under both. undefined: not a value to look up. */
export function keysOf(value: Json | undefined): readonly Key[] | undefined {
  if (typeof value === 'string') {
    const number = asNumber(value);
    const text = foldText(value, false);
    return number === undefined ? [text] : [text, number];
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return [value];
  return undefined;
}

/** undefined unless every choice of the list can be looked up. */
export function keysOfAll(values: Json | undefined): readonly Key[] | undefined {
  if (!isJsonArray(values)) return undefined;
  const keys = new Set<Key>();
  for (const value of values) {
    const own = keysOf(value);
    if (!own) return undefined;
    for (const key of own) keys.add(key);
  }
  return [...keys];
}
