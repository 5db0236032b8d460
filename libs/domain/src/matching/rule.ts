import type { Predicate } from './predicate.js';
import type { RuleIndex } from './rule-index.js';

/** Something that is looked for. */
export class Rule<T> {
  /** The last event that found it, so that none finds it twice. */
  stamp = 0;
  /** What it was put into the index by; undefined: it is among those that every event is tried against. */
  foundBy: Predicate | undefined;
  /** Whether it asks for one thing only. */
  readonly isSingle: boolean;
  readonly places: RuleIndex<T>[] = [];

  constructor(
    readonly item: T,
    /** All of them must hold; those that seldom do come first. */
    readonly predicates: readonly Predicate[],
  ) {
    this.isSingle = predicates.length === 1;
  }

  holds(stamp: number): boolean {
    for (const predicate of this.predicates) if (!predicate.holds(stamp)) return false;
    return true;
  }
}

/** Rules that hold for the event at hand, each once. */
export class Found<T> {
  readonly items: T[] = [];
  /** How many rules were tried. */
  tried = 0;

  constructor(readonly stamp: number) {}

  /** It is known to hold. */
  add(rule: Rule<T>): void {
    if (rule.stamp === this.stamp) return;
    rule.stamp = this.stamp;
    this.tried += 1;
    this.items.push(rule.item);
  }

  try(rule: Rule<T>): void {
    const { stamp } = this;
    if (rule.stamp === stamp) return;
    rule.stamp = stamp;
    this.tried += 1;
    if (rule.holds(stamp)) this.items.push(rule.item);
  }
}
