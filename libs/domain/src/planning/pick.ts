import { isJsonArray, isJsonObject, type Json } from '../json.js';
import type { Path } from '../path.js';

/** What is left of a value when only these paths are read. Elements of lists keep their places. */
export function pick(value: Json, paths: readonly Path[]): Json {
  if (paths.some((path) => path.length === 0)) return value;
  const below = new Map<string | number, Path[]>();
  for (const [head, ...rest] of paths) {
    if (head === undefined) continue;
    const known = below.get(head);
    if (known) known.push(rest);
    else below.set(head, [rest]);
  }
  if (isJsonArray(value)) {
    const read = [...below.keys()].filter((key) => typeof key === 'number' && key < value.length) as number[];
    const kept = value.slice(0, Math.max(-1, ...read) + 1);
    return kept.map((item, index) => (below.has(index) ? pick(item, below.get(index) ?? []) : null));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    [...below].flatMap(([key, rest]) => {
      const child = typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
      return child === undefined ? [] : [[key, pick(child, rest)] as const];
    }),
  );
}
