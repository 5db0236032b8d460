/** A batch in parts in which no key comes twice, since one statement cannot write a row twice; what has the same key keeps its order. */
export function rounds<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const parts: Map<string, T>[] = [];
  for (const item of items) {
    const key = keyOf(item);
    let part = parts.find((candidate) => !candidate.has(key));
    if (!part) parts.push((part = new Map<string, T>()));
    part.set(key, item);
  }
  return parts.map((part) => [...part.values()]);
}
