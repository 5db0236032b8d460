import { isJsonArray, isJsonObject, type Json } from '@hookswitch/domain';

/** Bytes as JSON. */
export const jsonBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

/**
 * An output that fits: as it is, or cut and marked `truncated: true`. Small members are kept whole and the large ones are cut, so that a
 * status survives beside a huge body. What is no object is put into `value`.
 */
export function capOutput(output: Json, maxBytes: number): Json {
  if (jsonBytes(output) <= maxBytes) return output;
  const marked = isJsonObject(output) ? output : { value: output };
  const room = maxBytes - MARK_BYTES;
  const fitted = fit(marked, room);
  return { ...(isJsonObject(fitted) ? fitted : {}), truncated: true };
}

const MARK_BYTES = jsonBytes({ truncated: true });

/** At most `room` bytes of the value; undefined when nothing of it fits. */
function fit(value: Json, room: number): Json | undefined {
  if (jsonBytes(value) <= room) return value;
  if (typeof value === 'string') return fitText(value, room);
  if (isJsonArray(value)) return fitArray(value, room);
  if (isJsonObject(value)) return fitObject(value, room);
  return undefined;
}

function fitArray(items: readonly Json[], room: number): Json | undefined {
  const kept: Json[] = [];
  let left = room - 2;
  for (const item of items) {
    const fitted = fit(item, left - 1);
    if (fitted === undefined) break;
    kept.push(fitted);
    left -= jsonBytes(fitted) + 1;
  }
  return room < 2 ? undefined : kept;
}

function fitObject(value: Readonly<Record<string, Json>>, room: number): Json | undefined {
  const bySize = Object.entries(value).sort(([, left], [, right]) => jsonBytes(left) - jsonBytes(right));
  const kept = new Map<string, Json>();
  let left = room - 2;
  for (const [name, item] of bySize) {
    const overhead = jsonBytes(name) + 2;
    const fitted = fit(item, left - overhead);
    if (fitted === undefined) continue;
    kept.set(name, fitted);
    left -= jsonBytes(fitted) + overhead;
  }
  if (room < 2) return undefined;
  return Object.fromEntries(
    Object.keys(value).flatMap((name) => (kept.has(name) ? [[name, kept.get(name) as Json]] : [])),
  );
}

/** The longest beginning that fits; never half a character. */
function fitText(text: string, room: number): string | undefined {
  if (room < 2) return undefined;
  let low = 0;
  let high = Math.min(text.length, room);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(text.slice(0, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const isHalf = low < text.length && /[\ud800-\udbff]/.test(text.charAt(low - 1));
  return text.slice(0, isHalf ? low - 1 : low);
}
