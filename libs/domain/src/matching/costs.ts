import type { Access, FieldAccess } from './access.js';
import type { Rule } from './rule.js';

/** A half-open range or a flag lets most events through: the scan is no worse. */
const WORTH_IT = 0.5;
/** What lies under a range cannot be divided further. */
const RANGE_PENALTY = 4;

interface Span {
  low: number;
  high: number;
}

/**
 * Estimates which share of events an access lets through from what the rules themselves ask for: one of many values is rare, a narrow range
 * among far-apart bounds is too. A snapshot: an index is rebuilt when it has doubled.
 */
export class Costs {
  readonly #distinct = new Map<string, number>();
  readonly #spans = new Map<string, Span>();

  constructor(rules: Iterable<Rule<unknown>>) {
    const seen = new Map<string, Set<unknown>>();
    for (const rule of rules)
      for (const access of rule.accesses.flatMap(branchesOf)) {
        if (access.kind === 'range') this.#widen(access);
        else addAll(seen, groupOf(access), access.kind === 'prefix' ? [access.prefix] : access.keys);
      }
    for (const [group, values] of seen) this.#distinct.set(group, values.size);
  }

  /** The access that lets the fewest events through; undefined when none is worth an index. */
  best(rule: Rule<unknown>, used: ReadonlySet<string>): Access | undefined {
    let best: Access | undefined;
    let least = WORTH_IT;
    for (const access of rule.accesses) {
      const cost = this.#of(access, used);
      if (cost < least) [best, least] = [access, cost];
    }
    return best;
  }

  #of(access: Access, used: ReadonlySet<string>): number {
    if (access.kind === 'any') return access.branches.reduce((sum, branch) => sum + this.#of(branch, used), 0);
    const group = groupOf(access);
    if (used.has(group)) return Infinity;
    if (access.kind !== 'range') {
      const asked = access.kind === 'value' ? access.keys.length : 1;
      return asked / (1 + (this.#distinct.get(group) ?? 0));
    }
    const span = this.#spans.get(group);
    const share = span ? (access.high - access.low + 1) / (span.high - span.low + 1) : Infinity;
    return Number.isFinite(share) ? share * RANGE_PENALTY : Infinity;
  }

  #widen(access: Extract<Access, { kind: 'range' }>): void {
    const group = groupOf(access);
    const span = this.#spans.get(group) ?? { low: Infinity, high: -Infinity };
    for (const bound of [access.low, access.high]) {
      if (!Number.isFinite(bound)) continue;
      span.low = Math.min(span.low, bound);
      span.high = Math.max(span.high, bound);
    }
    this.#spans.set(group, span);
  }
}

/** What one division of rules goes by. */
export const groupOf = ({ kind, field }: FieldAccess): string => `${kind} ${field}`;

export const branchesOf = (access: Access): readonly FieldAccess[] =>
  access.kind === 'any' ? access.branches : [access];

function addAll(groups: Map<string, Set<unknown>>, group: string, values: readonly unknown[]): void {
  let known = groups.get(group);
  if (!known) groups.set(group, (known = new Set()));
  for (const value of values) known.add(value);
}
