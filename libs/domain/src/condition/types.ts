import type { Json } from '../json.js';

/** Every operator of a condition leaf. An operator that is not here is an error when saved and never true. */
export const OPERATORS = [
  'equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'in', 'not_in',
  'less_than', 'less_or_equal', 'greater_than', 'greater_or_equal', 'between', 'is_set', 'is_not_set',
  'is_true', 'is_false', 'is_empty', 'is_not_empty', 'before', 'after', 'within_hours', 'on_days',
  'number_in_country', 'changed', 'changed_to', 'any_item', 'all_items', 'no_item',
] as const; // prettier-ignore
export type Operator = (typeof OPERATORS)[number];

/** Operators whose value is a condition on each element of a list, with fields that begin with `item`. */
export const QUANTIFIERS = ['any_item', 'all_items', 'no_item'] as const satisfies readonly Operator[];
export type Quantifier = (typeof QUANTIFIERS)[number];
export const isQuantifier = (operator: Operator | undefined): operator is Quantifier =>
  QUANTIFIERS.some((known) => known === operator);
/** Elements of one list that are looked at: none of the quantifiers holds for a longer one. */
export const MAX_ITEMS = 1_000;
/** Steps of one quantifier with those inside it: a comparison of an element is one or two, more where texts or lists are long. */
export const MAX_ITEM_STEPS = 20_000;

export interface ConditionLeaf {
  /** Path from a root, e.g. `event.properties.direction` or `steps.crm.output.body.vip`. */
  readonly field: string;
  readonly operator: Operator;
  /** Literal, or text with placeholders; a condition for quantifiers; absent for operators without an operand. */
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
/** An expression in the Common Expression Language over the same roots. */
export interface CelCondition {
  readonly cel: string;
}
export type Condition = ConditionLeaf | AllGroup | AnyGroup | NotGroup | CelCondition;

export const MAX_CONDITION_DEPTH = 10;
export const MAX_CONDITION_LEAVES = 200;
/** Expressions of one condition: each may take as long as hundreds of comparisons. */
export const MAX_CONDITION_EXPRESSIONS = 10;

/** What the tracing evaluator says about one leaf or group: `:test` and `/explain` show it as it stands. */
export interface ConditionTrace {
  /** JSON pointer inside the condition, '' for its root. */
  readonly pointer: string;
  readonly held: boolean;
  readonly kind: 'leaf' | 'all' | 'any' | 'not' | 'cel';
  readonly field?: string;
  readonly operator?: Operator;
  /** The expression, where it is one. */
  readonly cel?: string;
  /** Place of the element that this is about, inside a quantifier. */
  readonly item?: number;
  readonly expected?: Json;
  /** What the field held, absent when the field was missing; of an expression, what it read by path. */
  readonly actual?: Json;
  /** Why, in words, e.g. `"outgoing" is not "incoming"`. */
  readonly why: string;
  readonly children?: readonly ConditionTrace[];
}
