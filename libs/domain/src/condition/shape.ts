import { MAX_CEL_LENGTH } from '../cel/syntax.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { at, type Report } from '../workflow/check/problem.js';
import { checkObject, kindOf, own } from '../workflow/check/shape.js';
import { itemPath } from './items.js';
import {
  isQuantifier,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_EXPRESSIONS,
  MAX_CONDITION_LEAVES,
  OPERATORS,
  type Operator,
} from './types.js';

export const GROUPS = ['all', 'any', 'not'] as const;
const NO_VALUE: readonly string[] = ['is_set', 'is_not_set', 'is_true', 'is_false', 'is_empty', 'is_not_empty', 'changed'] satisfies readonly Operator[]; // prettier-ignore

/** A comparison as it was found, right or wrong. */
export interface FoundLeaf {
  readonly pointer: string;
  readonly leaf: JsonObject;
  /** Absent when there is no such operator. */
  readonly operator?: Operator;
  /** Whether it is about an element of a list: inside the value of a quantifier. */
  readonly inItem: boolean;
}

/** An expression as it was found. */
export interface FoundCel {
  readonly pointer: string;
  readonly cel: string;
}

export interface FoundCondition {
  readonly leaves: readonly FoundLeaf[];
  readonly expressions: readonly FoundCel[];
}

/** Groups, fields and operators of a condition, without looking at what they mean; reports what is wrong and returns what was found. */
export function checkConditionShape(report: Report, pointer: string, condition: Json): FoundCondition {
  const leaves: FoundLeaf[] = [];
  const expressions: FoundCel[] = [];
  checkNode(report, pointer, condition, { depth: 1, inItem: false, leaves, expressions });
  if (leaves.length > MAX_CONDITION_LEAVES) {
    report.error(pointer, 'too_many', `A condition has at most ${MAX_CONDITION_LEAVES} comparisons.`);
  }
  if (expressions.length > MAX_CONDITION_EXPRESSIONS) {
    report.error(pointer, 'too_many', `A condition has at most ${MAX_CONDITION_EXPRESSIONS} expressions in CEL.`);
  }
  return { leaves, expressions };
}

interface Place {
  readonly depth: number;
  readonly inItem: boolean;
  readonly leaves: FoundLeaf[];
  readonly expressions: FoundCel[];
}

function checkNode(report: Report, pointer: string, node: Json, place: Place): void {
  if (!isJsonObject(node)) return report.error(pointer, 'wrong_type', `A condition is an object, not ${kindOf(node)}.`);
  const deeper = { ...place, depth: place.depth + 1 };
  if (place.depth > MAX_CONDITION_DEPTH) {
    return report.error(pointer, 'too_deep', `Conditions nest at most ${MAX_CONDITION_DEPTH} levels deep.`);
  }
  if (Object.hasOwn(node, 'cel')) return checkCel(report, pointer, node, place);
  const group = GROUPS.find((name) => Object.hasOwn(node, name));
  if (group === undefined) {
    const found = checkLeaf(report, pointer, node, place.inItem);
    place.leaves.push(found);
    const value = own(node, 'value');
    if (!isQuantifier(found.operator) || value === undefined) return;
    return checkNode(report, at(pointer, 'value'), value, { ...deeper, inItem: true });
  }
  checkObject(report, pointer, node, { required: [group] });
  const [below, members] = [at(pointer, group), own(node, group) ?? null];
  if (group === 'not') return checkNode(report, below, members, deeper);
  if (!isJsonArray(members)) {
    return report.error(below, 'wrong_type', `"${group}" is a list of conditions, not ${kindOf(members)}.`);
  }
  if (members.length === 0) report.error(below, 'empty', `"${group}" needs at least one condition.`);
  members.forEach((member, index) => checkNode(report, at(below, index), member, deeper));
}

function checkCel(report: Report, pointer: string, node: JsonObject, { inItem, expressions }: Place): void {
  checkObject(report, pointer, node, { required: ['cel'] });
  const [place, cel] = [at(pointer, 'cel'), own(node, 'cel')];
  if (typeof cel !== 'string') {
    return report.error(place, 'wrong_type', `An expression in CEL is text, not ${kindOf(cel)}.`);
  }
  if (cel.length > MAX_CEL_LENGTH) {
    return report.error(place, 'too_long', `An expression has at most ${MAX_CEL_LENGTH} characters.`);
  }
  if (inItem) {
    const message = 'An expression is about the whole event. Use exists() or all() in it in place of this operator.';
    return report.error(place, 'cel_in_item', message);
  }
  expressions.push({ pointer, cel });
}

function checkLeaf(report: Report, pointer: string, leaf: JsonObject, inItem: boolean): FoundLeaf {
  checkObject(report, pointer, leaf, { required: ['field', 'operator'], optional: ['value', 'caseSensitive'] });
  const name = own(leaf, 'operator');
  const operator = OPERATORS.find((known) => known === name);
  if (name !== undefined && !operator) {
    const hint = typeof name === 'string' ? report.hint(name, OPERATORS) : '';
    report.error(at(pointer, 'operator'), 'unknown_operator', `There is no operator ${JSON.stringify(name)}.${hint}`);
  }
  const caseSensitive = own(leaf, 'caseSensitive');
  if (caseSensitive !== undefined && typeof caseSensitive !== 'boolean') {
    report.error(at(pointer, 'caseSensitive'), 'wrong_type', 'This must be true or false.');
  }
  if (operator) checkHasValue(report, at(pointer, 'value'), leaf, operator);
  if (inItem) checkItemField(report, at(pointer, 'field'), own(leaf, 'field'));
  return { pointer, leaf, inItem, ...(operator && { operator }) };
}

/** Whatever is not about the element holds for all of them alike, and stands beside the quantifier. */
function checkItemField(report: Report, pointer: string, field: Json | undefined): void {
  if (field === undefined || itemPath(field)) return;
  const message =
    'Inside this operator a field begins with item: item itself, or item.name of an element that is an object.';
  report.error(pointer, 'not_of_item', message);
}

function checkHasValue(report: Report, pointer: string, leaf: JsonObject, operator: Operator): void {
  const has = Object.hasOwn(leaf, 'value');
  const needs = !NO_VALUE.includes(operator);
  if (needs && !has) report.error(pointer, 'required', `"${operator}" needs a value.`);
  if (!needs && has) report.error(pointer, 'value_not_used', `"${operator}" takes no value.`);
}
