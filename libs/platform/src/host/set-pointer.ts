import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';

/** A copy of the document with another value at a JSON pointer (RFC 6901); undefined when there is no such place. */
export function setPointer(document: JsonObject, pointer: string, value: Json): JsonObject | undefined {
  if (!pointer.startsWith('/')) return undefined;
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const changed = setAt(document, path, value);
  return isJsonObject(changed) ? changed : undefined;
}

function setAt(node: Json | undefined, [name, ...rest]: readonly string[], value: Json): Json | undefined {
  if (name === undefined) return value;
  if (isJsonArray(node)) {
    const index = /^\d+$/.test(name) ? Number(name) : -1;
    const changed = index in node ? setAt(node[index], rest, value) : undefined;
    return changed === undefined ? undefined : node.with(index, changed);
  }
  if (!isJsonObject(node) || !Object.hasOwn(node, name)) return undefined;
  const changed = setAt(node[name], rest, value);
  if (changed === undefined) return undefined;
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, key === name ? changed : item]));
}
