import { isJsonArray, type Json } from '../json.js';
import { keysOf, type FieldAccess, type Key } from './access.js';
import type { Field } from './fields.js';
import { Intervals } from './intervals.js';
import type { Found, Place, Rule } from './rule.js';

/** Length, then text. */
type ByLength<T> = Map<number, Map<string, Posting<T>>>;

/** Length of the piece of a wanted text that the event's text is searched for. */
const GRAM = 4;

/** Rules that share a key; they may be divided further. */
export interface Posting<T> extends Place<T> {
  add(rule: Rule<T>): void;
  find(found: Found<T>): void;
}

/** All rules of one node that are reached through one field. */
export class FieldIndex<T> {
  readonly #values = new Map<Key, Posting<T>>();
  readonly #elements = new Map<Key, Posting<T>>();
  /** By the first {@link GRAM} characters of the wanted text, or all of it when it is shorter. */
  readonly #texts: ByLength<T> = new Map();
  readonly #prefixes: ByLength<T> = new Map();
  #ranges: Intervals<T> | undefined;

  constructor(private readonly field: Field) {}

  add(access: FieldAccess, rule: Rule<T>, newPosting: () => Posting<T>): void {
    const put = <K>(map: Map<K, Posting<T>>, key: K): void => {
      let posting = map.get(key);
      if (!posting) map.set(key, (posting = newPosting()));
      posting.add(rule);
    };
    const putText = (byLength: ByLength<T>, text: string): void => {
      let sameLength = byLength.get(text.length);
      if (!sameLength) byLength.set(text.length, (sameLength = new Map<string, Posting<T>>()));
      put(sameLength, text);
    };
    switch (access.kind) {
      case 'value':
        for (const key of access.keys) put(this.#values, key);
        return;
      case 'element':
        for (const key of access.keys) put(this.#elements, key);
        if (access.text !== undefined) putText(this.#texts, access.text.slice(0, GRAM));
        return;
      case 'prefix':
        putText(this.#prefixes, access.prefix);
        return;
      case 'range':
        this.#ranges ??= new Intervals();
        this.#ranges.add(access.low, access.high, rule);
        rule.places.push(this.#ranges);
    }
  }

  find(found: Found<T>): void {
    const { value, number, text } = this.field;
    if (value === undefined) return;
    if (isJsonArray(value)) return this.#findElements(value, found);
    if (text !== undefined) {
      this.#values.get(text)?.find(found);
      this.#findTexts(text, found);
      for (const [length, prefixes] of this.#prefixes)
        if (length <= text.length) prefixes.get(text.slice(0, length))?.find(found);
    } else if (typeof value === 'boolean' || value === null) this.#values.get(value)?.find(found);
    if (number === undefined) return;
    this.#values.get(number)?.find(found);
    this.#ranges?.find(number, found);
  }

  #findElements(items: readonly Json[], found: Found<T>): void {
    if (this.#elements.size === 0) return;
    for (const item of items) for (const key of keysOf(item) ?? []) this.#elements.get(key)?.find(found);
  }

  #findTexts(text: string, found: Found<T>): void {
    for (const [length, wanted] of this.#texts)
      for (let from = 0; from + length <= text.length; from += 1)
        wanted.get(text.slice(from, from + length))?.find(found);
  }
}
