import { Range } from './field-predicates.js';
import type { Field } from './fields.js';
import type { Found, Rule } from './rule.js';

/**
 * Rules that share a key. Where that is a stretch of numbers, the bounds of each stand here side by side, so that a rule they leave out is never touched: most
 * of the time goes into fetching rules from memory. That is also why an index is such a list and does not have one.
 */
export abstract class RuleList<T> {
  readonly #rules: Rule<T>[] = [];
  /** Low and high of each rule; empty without a field. */
  readonly #bounds: number[] = [];

  constructor(
    /** What the numbers are of. */
    private readonly field: Field | undefined,
  ) {}

  protected get listed(): number {
    return this.#rules.length;
  }

  protected list(rule: Rule<T>): void {
    this.#rules.push(rule);
    if (this.field) this.#bounds.push(...boundsOf(rule, this.field));
  }

  /** The last one takes its place. */
  protected unlist(rule: Rule<T>): void {
    const at = this.#rules.indexOf(rule);
    const last = this.#rules.pop();
    const bounds = this.#bounds.splice(-2);
    if (!last || at === this.#rules.length) return;
    this.#rules[at] = last;
    this.#bounds.splice(2 * at, bounds.length, ...bounds);
  }

  /** Empties it. */
  protected unlistAll(): readonly Rule<T>[] {
    this.#bounds.length = 0;
    return this.#rules.splice(0);
  }

  protected findListed(found: Found<T>): void {
    const number = this.field?.number;
    if (number === undefined) for (const rule of this.#rules) found.try(rule);
    else this.#findAt(number, found);
  }

  #findAt(number: number, found: Found<T>): void {
    const bounds = this.#bounds;
    let at = 0;
    for (const rule of this.#rules) {
      const low = bounds[at++] ?? -Infinity;
      const high = bounds[at++] ?? Infinity;
      if (number < low || number > high) continue;
      if (rule.isSingle && low !== -Infinity) found.add(rule);
      else found.try(rule);
    }
  }
}

/** Without a range of its own the rule is here by one of several choices, and its predicates decide. */
function boundsOf<T>({ predicates }: Rule<T>, field: Field): readonly [number, number] {
  for (const predicate of predicates)
    if (predicate instanceof Range && predicate.field === field) return [predicate.low, predicate.high];
  return [-Infinity, Infinity];
}
