import type { Found, Place, Rule } from './rule.js';

interface Interval<T> {
  readonly low: number;
  readonly high: number;
  readonly rule: Rule<T>;
}

/**
 * Which intervals hold a number, in O(log n + hits): an implicit interval tree over the sorted lower bounds. Additions wait in a tail
 * that is searched in full and merged when it has grown to about 2√n.
 */
export class Intervals<T> implements Place<T> {
  #sorted: readonly Interval<T>[] = [];
  #lows = new Float64Array(0);
  #highs = new Float64Array(0);
  /** Per middle of a subtree the greatest upper bound in it. */
  #max = new Float64Array(0);
  #tail: Interval<T>[] = [];
  #removed = 0;

  add(low: number, high: number, rule: Rule<T>): void {
    this.#tail.push({ low, high, rule });
    if (this.#tail.length > 32 + 2 * Math.sqrt(this.#sorted.length)) this.#merge();
  }

  /** The rule is dead already; what it leaves behind goes with a later merge. */
  remove(): void {
    this.#removed += 1;
    if (this.#removed > 32 + this.#sorted.length / 2) this.#merge();
  }

  find(number: number, found: Found<T>): void {
    this.#search(0, this.#sorted.length, number, found);
    for (const { low, high, rule } of this.#tail) if (low <= number && number <= high) found.add(rule);
  }

  #search(from: number, to: number, number: number, found: Found<T>): void {
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (at(this.#max, middle) < number) return;
      this.#search(from, middle, number, found);
      if (at(this.#lows, middle) > number) return;
      const hit = at(this.#highs, middle) >= number ? this.#sorted[middle] : undefined;
      if (hit) found.add(hit.rule);
      from = middle + 1;
    }
  }

  #merge(): void {
    this.#sorted = [...this.#sorted, ...this.#tail]
      .filter(({ rule }) => rule.live)
      .sort((left, right) => left.low - right.low);
    this.#tail = [];
    this.#removed = 0;
    this.#lows = Float64Array.from(this.#sorted, ({ low }) => low);
    this.#highs = Float64Array.from(this.#sorted, ({ high }) => high);
    this.#max = new Float64Array(this.#sorted.length);
    this.#fillMax(0, this.#sorted.length);
  }

  #fillMax(from: number, to: number): number {
    if (from >= to) return -Infinity;
    const middle = (from + to) >>> 1;
    const below = Math.max(this.#fillMax(from, middle), this.#fillMax(middle + 1, to));
    return (this.#max[middle] = Math.max(at(this.#highs, middle), below));
  }
}

const at = (numbers: Float64Array, index: number): number => numbers[index] ?? NaN;
