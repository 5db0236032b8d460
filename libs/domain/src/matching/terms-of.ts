import type { Condition, ConditionLeaf, Operator } from '../condition/types.js';
import { asNumber, foldText } from '../condition/values.js';
import { isJsonArray, type Json } from '../json.js';
import { parsePath } from '../path.js';
import { templateTexts } from '../template/paths.js';
import { requiredTexts, type OneOf } from './required-texts.js';

/** What a field can be compared with one by one. */
export type Choice = string | number | boolean | null;

/**
 * A condition that an event alone decides, in a form that equal ones can be told by. Texts are folded as the leaf asks for.
 * `value`: the field is one of the choices · `part`: it is a list with the value in it, or text with the value inside · `prefix`: it is
 * text that begins so · `pattern`: an operator decides, and holds only for text with one of each of the texts inside · `range`: it is a number from low to high, both included · `test`: whatever else an operator decides.
 */
export type Term =
  | { readonly kind: 'value'; readonly field: string; readonly choices: readonly Choice[]; readonly exact: boolean }
  | { readonly kind: 'part'; readonly leaf: ConditionLeaf; readonly value: Choice }
  | { readonly kind: 'prefix'; readonly field: string; readonly text: string; readonly exact: boolean }
  | { readonly kind: 'pattern'; readonly leaf: ConditionLeaf; readonly texts: readonly OneOf[] }
  | Range
  | { readonly kind: 'test'; readonly leaf: ConditionLeaf }
  | { readonly kind: 'all' | 'any'; readonly terms: readonly Term[] }
  | { readonly kind: 'not'; readonly term: Term };

interface Range {
  readonly kind: 'range';
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/** Terms that all hold wherever the condition does. `decided`: the condition holds wherever they do, too. */
export interface Terms {
  readonly terms: readonly Term[];
  readonly decided: boolean;
}

const NOTHING: Terms = { terms: [], decided: false };

export function termsOf(condition: Condition): Terms {
  if ('all' in condition) return allOf(condition.all.map(termsOf));
  if ('any' in condition) return anyOf(condition.any.map(termsOf));
  if ('not' in condition) {
    const { terms, decided } = termsOf(condition.not);
    return decided ? { terms: [{ kind: 'not', term: together(terms) }], decided } : NOTHING;
  }
  return 'field' in condition ? termsOfLeaf(condition) : NOTHING;
}

export const allOf = (parts: readonly Terms[]): Terms => ({
  terms: narrowed(parts.flatMap(({ terms }) => terms)),
  decided: parts.every(({ decided }) => decided),
});

/** One branch that nothing is known of makes the whole group so. */
function anyOf(branches: readonly Terms[]): Terms {
  if (branches.some(({ terms }) => terms.length === 0)) return NOTHING;
  const terms = branches.map((branch) => together(branch.terms));
  return { terms: [{ kind: 'any', terms }], decided: branches.every(({ decided }) => decided) };
}

const together = (terms: readonly Term[]): Term => (terms.length === 1 && terms[0] ? terms[0] : { kind: 'all', terms });

/** Bounds of one field that hold together are one range. */
function narrowed(terms: readonly Term[]): readonly Term[] {
  const ranges = new Map<string, Range>();
  for (const term of terms) {
    if (term.kind !== 'range') continue;
    const { low = -Infinity, high = Infinity } = ranges.get(term.field) ?? {};
    ranges.set(term.field, { ...term, low: Math.max(low, term.low), high: Math.min(high, term.high) });
  }
  return ranges.size === 0 ? terms : [...ranges.values(), ...terms.filter(({ kind }) => kind !== 'range')];
}

function termsOfLeaf(leaf: ConditionLeaf): Terms {
  const path = parsePath(leaf.field);
  if (!path || path[0] !== 'event' || path.length < 2 || templateTexts(leaf.value).length > 0) return NOTHING;
  return { terms: BY_OPERATOR[leaf.operator]?.(leaf) ?? [{ kind: 'test', leaf }], decided: true };
}

/** undefined: the operator itself must decide. */
type MakeTerms = (leaf: ConditionLeaf) => readonly Term[] | undefined;

const equals: MakeTerms = ({ field, value, caseSensitive }) => valueTerm(field, [value], caseSensitive);
const isIn: MakeTerms = ({ field, value, caseSensitive }) =>
  isJsonArray(value) ? valueTerm(field, value, caseSensitive) : undefined;
const contains: MakeTerms = (leaf) => {
  const value = choiceOf(leaf.value, leaf.caseSensitive === true);
  return value === undefined ? undefined : [{ kind: 'part', leaf, value }];
};

const negation =
  (operator: Operator, terms: MakeTerms): MakeTerms =>
  (leaf) => {
    const positive = { ...leaf, operator };
    return [{ kind: 'not', term: together(terms(positive) ?? [{ kind: 'test', leaf: positive }]) }];
  };

const ordered =
  (range: (bound: number) => readonly [number, number]): MakeTerms =>
  ({ field, value }) => {
    const bound = asNumber(value);
    return bound === undefined ? undefined : rangeTerm(field, ...range(bound));
  };

/** Operators that are not here decide for themselves. */
const BY_OPERATOR: Partial<Record<Operator, MakeTerms>> = {
  equals,
  not_equals: negation('equals', equals),
  in: isIn,
  not_in: negation('in', isIn),
  contains,
  not_contains: negation('contains', contains),
  starts_with: ({ field, value, caseSensitive = false }) =>
    typeof value === 'string' && value !== ''
      ? [{ kind: 'prefix', field, text: foldText(value, caseSensitive), exact: caseSensitive }]
      : undefined,
  matches: (leaf) => {
    const texts = typeof leaf.value === 'string' ? requiredTexts(leaf.value) : [];
    return texts.length === 0 ? undefined : [{ kind: 'pattern', leaf, texts }];
  },
  less_than: ordered((bound) => [-Infinity, -next(-bound)]),
  less_or_equal: ordered((bound) => [-Infinity, bound]),
  greater_than: ordered((bound) => [next(bound), Infinity]),
  greater_or_equal: ordered((bound) => [bound, Infinity]),
  between: ({ field, value }) => {
    const [low, high] = isJsonArray(value) ? value.map(asNumber) : [];
    return low === undefined || high === undefined ? undefined : rangeTerm(field, low, high);
  },
  changed_to: (leaf) => {
    const { value: _, caseSensitive: __, ...bare } = leaf;
    const same = equals(leaf);
    return same && [...same, { kind: 'test', leaf: { ...bare, operator: 'changed' } }];
  },
};

function valueTerm(field: string, values: readonly (Json | undefined)[], exact = false): readonly Term[] | undefined {
  const choices = new Set<Choice>();
  for (const value of values) {
    const choice = choiceOf(value, exact);
    if (choice === undefined) return undefined;
    choices.add(choice);
  }
  return [{ kind: 'value', field, choices: [...choices], exact }];
}

/** undefined: it cannot be looked up. */
function choiceOf(value: Json | undefined, exact: boolean): Choice | undefined {
  if (typeof value === 'string') return foldText(value, exact);
  return value === null || typeof value !== 'object' ? value : undefined;
}

/** A bound that is no finite number is left to the operator. */
function rangeTerm(field: string, low: number, high: number): readonly Term[] | undefined {
  const isBound = (bound: number, open: number) => Number.isFinite(bound) || bound === open;
  return isBound(low, -Infinity) && isBound(high, Infinity) ? [{ kind: 'range', field, low, high }] : undefined;
}

const DOUBLE = new Float64Array(1);
const BITS = new BigInt64Array(DOUBLE.buffer);

/** The smallest number above: with it a bound that is left out is one that is included. */
function next(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  DOUBLE[0] = number;
  BITS[0] = (BITS[0] ?? 0n) + (number > 0 ? 1n : -1n);
  return DOUBLE[0];
}
