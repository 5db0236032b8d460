import type { Fields } from './fields.js';
import { RuleIndex } from './rule-index.js';
import type { Found, Rule } from './rule.js';

const SMALLEST = 12;

/**
 * The rules of one bucket. Their index starts afresh when they have doubled, or when as many have left as there are: its choices fit
 * those that it was built for, and a value that nobody asks for any more keeps its place in it.
 */
export class RuleSet<T> {
  readonly #rules = new Set<Rule<T>>();
  #index: RuleIndex<T>;
  #builtFor = SMALLEST;
  /** How many have left since the index was built. */
  #gone = 0;

  constructor(private readonly fields: Fields) {
    this.#index = new RuleIndex(fields);
  }

  get size(): number {
    return this.#rules.size;
  }

  add(rule: Rule<T>): void {
    this.#rules.add(rule);
    if (this.#rules.size >= this.#builtFor * 2) this.#rebuild();
    else this.#index.add(rule);
  }

  remove(rule: Rule<T>): void {
    if (!this.#rules.delete(rule)) return;
    rule.live = false;
    for (const place of rule.places) place.remove(rule);
    this.#gone += 1;
    if (this.#gone > Math.max(this.#rules.size, SMALLEST)) this.#rebuild();
  }

  /** Adds the rules that may hold for the event that {@link Fields} has open. */
  find(found: Found<T>): void {
    this.#index.find(found);
  }

  #rebuild(): void {
    this.#builtFor = Math.max(this.#rules.size, SMALLEST);
    this.#gone = 0;
    this.#index = new RuleIndex(this.fields);
    for (const rule of this.#rules) {
      rule.places.length = 0;
      this.#index.add(rule);
    }
  }
}
