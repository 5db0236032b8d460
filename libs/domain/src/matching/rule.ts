import type { Access } from './access.js';

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

  constructor(
    readonly item: T,
    readonly accesses: readonly Access[],
  ) {}
}

/** Rules found for the event at hand, each once. */
export class Found<T> {
  readonly items: T[] = [];
  constructor(private readonly stamp: number) {}

  add(rule: Rule<T>): void {
    if (rule.stamp === this.stamp || !rule.live) return;
    rule.stamp = this.stamp;
    this.items.push(rule.item);
  }
}
