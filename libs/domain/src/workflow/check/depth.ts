import { isJsonArray, isJsonObject } from '../../json.js';
import { MAX_NESTING } from './limits.js';

/** Without recursion, because a hostile document may nest deeper than the stack. */
export function isTooDeep(document: unknown): boolean {
  let level: readonly unknown[] = [document];
  for (let depth = 0; depth <= MAX_NESTING; depth += 1) {
    level = level.flatMap((value) => (isJsonArray(value) ? value : isJsonObject(value) ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}
