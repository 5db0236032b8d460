import type { Json } from '../json.js';

/** Every operator of a condition leaf. An operator that is not here is an error when saved and never true. */
export const OPERATORS = [
  'equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'in', 'not_in',
  'less_than', 'less_or_equal', 'greater_than', 'greater_or_equal', 'between', 'is_set', 'is_not_set',
  'is_true', 'is_false', 'is_empty', 'is_not_empty', 'before', 'after', 'within_hours', 'on_days',
  'number_in_country', 'changed', 'changed_to',
] as const; // prettier-ignore
export type Operator = (typeof OPERATORS)[number];

export interface ConditionLeaf {
  /** Path from a root, e.g. `event.properties.direction` or `steps.crm.output.body.vip`. */
  readonly field: string;
  readonly operator: Operator;
  /** Literal, or text with placeholders; absent for operators without an operand. */
  readonly value?: Json;
  readonly caseSensitive?: boolean;
}
export interface AllGroup {
  readonly all: readonly Condition[];
}
export interface AnyGroup {
  readonly any: readonly Condition[];
}
export interface NotGroup {
  readonly not: Condition;
}
export type Condition = ConditionLeaf | AllGroup | AnyGroup | NotGroup;

export const MAX_CONDITION_DEPTH = 10;
export const MAX_CONDITION_LEAVES = 200;

/** What the tracing evaluator says about one leaf or group: `:test` and `/explain` show it as it stands. */
export interface ConditionTrace {
  /** JSON pointer inside the condition, '' for its root. */
  readonly pointer: string;
  readonly held: boolean;
  readonly kind: 'leaf' | 'all' | 'any' | 'not';
  readonly field?: string;
  readonly operator?: Operator;
  readonly expected?: Json;
  /** What the field held; absent when the field was missing. */
  readonly actual?: Json;
  /** Why, in words, e.g. `"outgoing" is not "incoming"`. */
  readonly why: string;
  readonly children?: readonly ConditionTrace[];
}
