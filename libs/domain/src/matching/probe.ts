import { isJsonArray, type Json } from '../json.js';
import { asNumber, foldText } from '../condition/values.js';
import type { Field } from './fields.js';

/** What rules are looked up by: text folded, numbers as they are. */
export type Key = string | number | boolean | null;

/**
 * `value`: the field itself · `element`: what is in the list that it is · `prefix`: its first `size` characters ·
 * `piece`: any `size` characters of it · `cell`: which stretch of `size` the number lies in.
 */
export type ProbeKind = 'value' | 'element' | 'prefix' | 'piece' | 'cell';

/** Beyond it a key is one of many. */
const MAX_KNOWN_KEYS = 1_024;
/** How many observed events an estimate from what rules ask for is worth. */
const WEIGHT = 16;

/** One way to ask an event's field for keys; made once per event however many nodes of an index ask. */
export class Probe {
  #keys: readonly Key[] = NONE;
  #stamp = 0;
  readonly #asked = new Set<Key>();
  /** Per key, in how many of the sampled events it was found. */
  readonly #seen = new Map<Key, number>();
  #sampled = 0;

  constructor(
    readonly field: Field,
    readonly kind: ProbeKind,
    private readonly size: number,
  ) {}

  /** Of the event at hand; valid until the next is. */
  keys(): readonly Key[] {
    const { fields } = this.field;
    if (this.#stamp !== fields.stamp) {
      this.#stamp = fields.stamp;
      this.#keys = this.#read();
      if (fields.sampled) this.#observe();
    }
    return this.#keys;
  }

  /** Notes that rules ask for the key. */
  ask(key: Key): void {
    if (this.#asked.size < MAX_KNOWN_KEYS) this.#asked.add(key);
  }

  /** The share of events that have the key: what was seen, and before that one of as many as are asked for. */
  share(key: Key): number {
    return ((this.#seen.get(key) ?? 0) + WEIGHT / (2 + this.#asked.size)) / (this.#sampled + WEIGHT);
  }

  #observe(): void {
    this.#sampled += 1;
    for (const key of new Set(this.#keys)) {
      const count = this.#seen.get(key);
      if (count !== undefined || this.#seen.size < MAX_KNOWN_KEYS) this.#seen.set(key, (count ?? 0) + 1);
    }
  }

  /** A list of its own each time: emptying one costs more. */
  #read(): readonly Key[] {
    const { field, kind, size } = this;
    const { value } = field;
    if (value === undefined) return NONE;
    if (kind === 'element') return isJsonArray(value) ? value.flatMap(keysOf) : NONE;
    if (kind === 'cell') return field.number === undefined ? NONE : [cellOf(field.number, size)];
    const text = field.text(false);
    if (kind === 'value') {
      if (text === undefined) return keysOf(value);
      return field.number === undefined ? [text] : [text, field.number];
    }
    if (text === undefined || size > text.length) return NONE;
    return kind === 'prefix' ? [text.slice(0, size)] : piecesOf(field.searched ?? '', size);
  }
}

const NONE: readonly Key[] = [];

function piecesOf(text: string, size: number): readonly Key[] {
  const pieces: Key[] = [];
  for (let from = 0; from + size <= text.length; from += 1) pieces.push(text.slice(from, from + size));
  return pieces;
}

/** Where rules and events meet. */
export interface Lookup {
  readonly probe: Probe;
  readonly key: Key;
}

/** The share of events that have one of the keys, at most. */
export const shareOf = (lookups: readonly Lookup[]): number =>
  lookups.reduce((sum, { probe, key }) => sum + probe.share(key), 0);

/** Text that is a number also equals that number, so it is found under both. */
export function keysOf(value: Json): readonly Key[] {
  if (typeof value !== 'string') return value === null || typeof value !== 'object' ? [value] : NONE;
  const [text, number] = [foldText(value, false), asNumber(value)];
  return number === undefined ? [text] : [text, number];
}

const cellOf = (number: number, size: number): number => Math.floor(number / size);

/**
 * Cells of which a number from `low` to `high` is in one: two neighbours, or a single one, of the smallest size that has so few.
 * Sizes are powers of four: every size in use is one more place to look at for an event, and dividing by them loses nothing.
 */
export function cellsOf(low: number, high: number): { readonly size: number; readonly cells: readonly number[] } {
  let size = 4 ** Math.ceil(Math.log2(Math.max(high - low, Number.MIN_VALUE)) / 2);
  if (!Number.isFinite(size) || size === 0) size = 1;
  while (cellOf(high, size) - cellOf(low, size) > 1) size *= 4;
  const cells = [cellOf(low, size), cellOf(high, size)];
  return { size, cells: cells[0] === cells[1] ? cells.slice(1) : cells };
}
