import { isJsonArray, isJsonObject, type Json } from './json.js';

export type Path = readonly (string | number)[];

/** At least one letter, so that `a.0` is no way to write `a[0]`. */
const NAME = /(?=[\w-]*[A-Za-z_])\w[\w-]*/y;
const INDEX = /\[(\d{1,6})\]/y;

/** `event.properties.contacts[0].name` to its segments; undefined when it is not a path. */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match?.[1] ?? match?.[0];
  };
  while (at < text.length || path.length === 0) {
    if (path.length > 0 && text[at] === '[') {
      const index = take(INDEX);
      if (index === undefined) return undefined;
      path.push(Number(index));
      continue;
    }
    if (path.length > 0 && text[at++] !== '.') return undefined;
    const name = take(NAME);
    if (name === undefined) return undefined;
    path.push(name);
  }
  return path;
}

/** Own properties and array elements only, so that neither `length` nor a prototype can be reached. */
export function lookup(root: Json, path: Path): Json | undefined {
  let here: Json | undefined = root;
  for (const segment of path) {
    if (typeof segment === 'number') here = isJsonArray(here) ? here[segment] : undefined;
    else here = isJsonObject(here) && Object.hasOwn(here, segment) ? here[segment] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
}
