import type { Found, Rule } from './rule.js';
import { RuleIndex } from './rule-index.js';

/** How many rules are settled with each that comes, and with each event. One takes about a microsecond. */
const PER_RULE = 2;
const PER_EVENT = 64;
const FIRST_EVENTS = 1_024;
const MORE_EVENTS = 16;

/**
 * The rules of one tenant and trigger. When as many have come as there were, or far more events were seen than when their places were chosen, all of them
 * are settled anew by what is known by then: a few at a time, so that nobody waits.
 */
export class RuleSet<T> {
  readonly #rules = new Set<Rule<T>>();
  readonly #index = new RuleIndex<T>();
  /** How many rules and events still come before all rules are settled again. */
  #rulesToCome = 1;
  #events = 0;
  #atEvents = FIRST_EVENTS;
  #unsettled: Iterator<Rule<T>> | undefined;

  get size(): number {
    return this.#rules.size;
  }

  add(rule: Rule<T>): void {
    this.#rules.add(rule);
    this.#index.add(rule);
    this.#rulesToCome -= 1;
    if (this.#rulesToCome === 0) {
      this.#rulesToCome = this.#rules.size;
      this.#unsettled = this.#rules.values();
    }
    this.#settle(PER_RULE);
  }

  remove(rule: Rule<T>): void {
    if (!this.#rules.delete(rule)) return;
    RuleIndex.remove(rule);
  }

  /** Adds the rules that hold for the event that the fields have open. */
  find(found: Found<T>): void {
    this.#events += 1;
    if (this.#events === this.#atEvents) {
      this.#atEvents *= MORE_EVENTS;
      this.#unsettled = this.#rules.values();
    }
    this.#settle(PER_EVENT);
    this.#index.find(found);
  }

  #settle(count: number): void {
    for (let left = count; left > 0 && this.#unsettled; left -= 1) {
      const next = this.#unsettled.next();
      if (next.done === true) this.#unsettled = undefined;
      else this.#index.settle(next.value);
    }
  }
}
