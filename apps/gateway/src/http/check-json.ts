import { isJsonArray, isJsonObject, type Json } from '@hookswitch/domain';
import { ApiError } from '../problem/api-error.js';

/**
 * Of a whole body. More than the 32 levels of an event's data: a list of events and the event of a dry run lie deeper, and one event that is
 * too deep is to be refused by itself, with its place, beside others that are taken.
 */
export const MAX_DEPTH = 64;
export const MAX_KEYS = 1_000;

/** Refuses what no document needs and what later code should not have to survive; does not recurse, whatever the depth. */
export function checkJson(value: Json): Json {
  const open: { readonly value: Json; readonly pointer: string; readonly depth: number }[] = [
    { value, pointer: '', depth: 1 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { pointer, depth } = next;
    if (!isJsonArray(next.value) && !isJsonObject(next.value)) continue;
    if (depth > MAX_DEPTH)
      throw refused('too_deep', pointer, `Lists and objects nest at most ${MAX_DEPTH} levels deep.`);
    const entries = Object.entries(next.value);
    if (!isJsonArray(next.value)) {
      if (entries.length > MAX_KEYS) throw refused('too_many_keys', pointer, `An object has at most ${MAX_KEYS} keys.`);
      if (Object.hasOwn(next.value, '__proto__')) {
        throw refused('forbidden_key', `${pointer}/__proto__`, 'No object may have this key.');
      }
    }
    for (const [key, child] of entries) {
      if (typeof child === 'object')
        open.push({ value: child, pointer: `${pointer}/${escaped(key)}`, depth: depth + 1 });
    }
  }
  return value;
}

type Refused = 'too_deep' | 'too_many_keys' | 'forbidden_key';
const refused = (code: Refused, pointer: string, message: string): ApiError =>
  new ApiError(code, undefined, { errors: [{ pointer, code, message }] });
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
