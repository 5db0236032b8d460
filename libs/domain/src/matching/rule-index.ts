import type { Access } from './access.js';
import { branchesOf, Costs, groupOf } from './costs.js';
import { FieldIndex, type Posting } from './field-index.js';
import type { Field, Fields } from './fields.js';
import type { Found, Rule } from './rule.js';

/** A list up to this long is tried in full. */
const MAX_LIST = 12;
const MAX_DEPTH = 4;

interface Way<T> {
  readonly field: Field;
  readonly index: FieldIndex<T>;
}

/**
 * Rules, each under the access that lets the fewest events through, and those that share one divided again by their next best. Rules without
 * an access worth its while stay in a list that every event is tried against. An event pays for the fields in use and for what it finds.
 */
export class RuleIndex<T> implements Posting<T> {
  #rules: Rule<T>[] = [];
  #ways: Map<string, Way<T>> | undefined;
  #costs: Costs | undefined;
  /** Size at which dividing is worth a try. */
  #divideAt = MAX_LIST + 1;

  constructor(
    private readonly fields: Fields,
    private readonly used: ReadonlySet<string> = new Set(),
    private readonly depth = 0,
  ) {}

  add(rule: Rule<T>): void {
    if (this.#ways) this.#place(rule);
    else this.#keep(rule);
  }

  remove(rule: Rule<T>): void {
    const at = this.#rules.indexOf(rule);
    if (at < 0) return;
    const last = this.#rules.pop();
    if (last && at < this.#rules.length) this.#rules[at] = last;
  }

  find(found: Found<T>): void {
    // Only now, so that rules which arrive together are divided by what all of them ask for.
    if (!this.#ways && this.#rules.length >= this.#divideAt && this.depth < MAX_DEPTH) this.#divide();
    for (const rule of this.#rules) found.add(rule);
    if (!this.#ways) return;
    for (const { field, index } of this.#ways.values()) {
      field.load(this.fields.event, this.fields.stamp);
      index.find(found);
    }
  }

  #keep(rule: Rule<T>): void {
    this.#rules.push(rule);
    rule.places.push(this);
  }

  #divide(): void {
    const rules = this.#rules;
    const costs = new Costs(rules);
    if (!rules.some((rule) => costs.best(rule, this.used))) {
      this.#divideAt = rules.length * 2;
      return;
    }
    this.#rules = [];
    this.#costs = costs;
    this.#ways = new Map();
    for (const rule of rules) {
      rule.places.splice(rule.places.indexOf(this), 1);
      this.#place(rule);
    }
  }

  #place(rule: Rule<T>): void {
    const access = this.#costs?.best(rule, this.used);
    if (!access) return this.#keep(rule);
    const used = new Set([...this.used, ...groupsOf(access)]);
    const newPosting = () => new RuleIndex<T>(this.fields, used, this.depth + 1);
    for (const branch of branchesOf(access)) this.#way(branch.field).index.add(branch, rule, newPosting);
  }

  #way(name: string): Way<T> {
    let way = this.#ways?.get(name);
    if (!way) {
      const field = this.fields.field(name);
      way = { field, index: new FieldIndex(field) };
      this.#ways?.set(name, way);
    }
    return way;
  }
}

const groupsOf = (access: Access): readonly string[] => branchesOf(access).map(groupOf);
