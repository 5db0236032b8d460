import type { Access } from './access.js';
import { Check } from './check.js';
import type { Fields } from './fields.js';

/** A list of rules that a rule can leave again. */
export interface Place<T> {
  remove(rule: Rule<T>): void;
}

/** Something that is looked for, with what it can be looked up by. */
export class Rule<T> {
  /** False once it was removed: an index may keep it for a while. */
  live = true;
  /** The last event that found it, so that none finds it twice. */
  stamp = 0;
  readonly places: Place<T>[] = [];
  readonly #checks: readonly Check[];

  constructor(
    readonly item: T,
    readonly accesses: readonly Access[],
    fields: Fields,
  ) {
    this.#checks = accesses.flatMap((access) => Check.of(access, fields) ?? []);
  }

  /** Whether all its accesses hold, not only the one that it was found by. */
  mayHold(fields: Fields): boolean {
    for (const check of this.#checks) if (!check.holds(fields)) return false;
    return true;
  }
}

/** Rules that may hold for the event at hand, each once. */
export class Found<T> {
  readonly items: T[] = [];
  constructor(private readonly fields: Fields) {}

  add(rule: Rule<T>): void {
    const { stamp } = this.fields;
    if (rule.stamp === stamp || !rule.live) return;
    rule.stamp = stamp;
    if (rule.mayHold(this.fields)) this.items.push(rule.item);
  }
}
