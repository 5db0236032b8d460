import type { Predicate } from './predicate.js';
import { shareOf, type Key, type Lookup, type Probe } from './probe.js';
import type { Found, Rule } from './rule.js';
import { RuleList } from './rule-list.js';

/** A list up to this long is tried in full: looking it up by each of its fields costs as much. */
const MAX_LIST = 16;
const MAX_DEPTH = 4;
/** What lets more events through is not looked up: trying its rules is no worse. */
const WORTH_IT = 0.5;

interface Way<T> {
  readonly probe: Probe;
  readonly below: Map<Key, RuleIndex<T>>;
}

/**
 * Rules, each under the predicate that lets the fewest events through, and those that share a key of one divided again by their next best.
 * Rules without anything to look up stay in a list that every event is tried against. An event pays for the ways in use and for what it
 * finds. Whatever changes, changes one rule at a time, or as many as a list holds.
 */
export class RuleIndex<T> extends RuleList<T> {
  #ways: Way<T>[] | undefined;

  constructor(
    private readonly parent?: { readonly index: RuleIndex<T>; readonly way: Way<T>; readonly key: Key },
    private readonly depth = 0,
  ) {
    super(parent?.way.probe.kind === 'cell' ? parent.way.probe.field : undefined);
  }

  add(rule: Rule<T>): void {
    if (this.#ways) return this.#place(rule, this.#ways);
    this.#keep(rule);
    if (this.listed > MAX_LIST && this.depth < MAX_DEPTH) this.#divide();
  }

  /** Takes the rule out of everything below. */
  static remove<T>(rule: Rule<T>): void {
    for (const place of rule.places) place.#drop(rule);
    rule.places.length = 0;
  }

  /** Puts a rule of the topmost index where it is found best by what is known now. */
  settle(rule: Rule<T>): void {
    if (!this.#ways || this.#best(rule)?.by === rule.foundBy) return;
    RuleIndex.remove(rule);
    this.#place(rule, this.#ways);
  }

  find(found: Found<T>): void {
    this.findListed(found);
    if (!this.#ways) return;
    for (const { probe, below } of this.#ways) for (const key of probe.keys()) below.get(key)?.find(found);
  }

  #divide(): void {
    const ways: Way<T>[] = (this.#ways = []);
    for (const rule of this.unlistAll()) {
      rule.places.splice(rule.places.indexOf(this), 1);
      this.#place(rule, ways);
    }
  }

  #place(rule: Rule<T>, ways: Way<T>[]): void {
    const best = this.#best(rule);
    if (this.depth === 0) rule.foundBy = best?.by;
    if (!best) return this.#keep(rule);
    for (const { probe, key } of best.lookups) {
      let way = ways.find((known) => known.probe === probe);
      if (!way) ways.push((way = { probe, below: new Map() }));
      let below = way.below.get(key);
      if (!below) way.below.set(key, (below = new RuleIndex({ index: this, way, key }, this.depth + 1)));
      below.add(rule);
    }
  }

  /** The predicate that lets the fewest events through, unless it led here already; undefined when none is worth it. */
  #best(rule: Rule<T>): { readonly by: Predicate; readonly lookups: readonly Lookup[] } | undefined {
    let best: { by: Predicate; lookups: readonly Lookup[] } | undefined;
    let least = WORTH_IT;
    for (const by of rule.predicates) {
      const lookups = by.lookups();
      if (!lookups || lookups.some(({ probe }) => this.#isBelow(probe))) continue;
      const share = shareOf(lookups);
      if (share < least) [best, least] = [{ by, lookups }, share];
    }
    return best;
  }

  #isBelow({ field, kind }: Probe): boolean {
    for (let { parent } = this; parent; parent = parent.index.parent)
      if (parent.way.probe.field === field && parent.way.probe.kind === kind) return true;
    return false;
  }

  #keep(rule: Rule<T>): void {
    this.list(rule);
    rule.places.push(this);
  }

  #drop(rule: Rule<T>): void {
    this.unlist(rule);
    this.#shrink();
  }

  /** What nobody asks for any more keeps no place. */
  #shrink(): void {
    const { parent } = this;
    if (!parent || this.listed > 0 || (this.#ways?.length ?? 0) > 0) return;
    parent.way.below.delete(parent.key);
    parent.index.#forget(parent.way);
  }

  #forget(way: Way<T>): void {
    const ways = this.#ways ?? [];
    if (way.below.size > 0) return;
    ways.splice(ways.indexOf(way), 1);
    this.#shrink();
  }
}
