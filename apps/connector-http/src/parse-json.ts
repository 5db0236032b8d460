import type { Json } from '@hookswitch/domain';

const MAX_DEPTH = 32;

/** JSON of a stranger; undefined when it is none or nested too deep. Integers that a number cannot hold stay text, `__proto__` is left out. */
export function parseJson(text: string): Json | undefined {
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as Json;
  } catch {
    return undefined;
  }
}

function revive(key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (key === '__proto__') return undefined;
  const isInexact =
    typeof value === 'number' &&
    source !== undefined &&
    /^-?\d{16,}$/.test(source) &&
    BigInt(value).toString() !== source;
  return isInexact || value === Infinity || value === -Infinity ? source : value;
}

/** Character by character: a pattern for strings takes time that grows with the square of a body that is made for it. */
function depthOf(text: string): number {
  let [depth, deepest, isInText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') isInText = !isInText;
    else if (isInText) at += mark === '\\' ? 1 : 0;
    else if (mark === '[' || mark === '{') deepest = Math.max(deepest, (depth += 1));
    else if (mark === ']' || mark === '}') depth -= 1;
  }
  return deepest;
}
