import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { at, type Report } from '../workflow/check/problem.js';
import { checkObject, kindOf, own } from '../workflow/check/shape.js';
import { MAX_CONDITION_DEPTH, MAX_CONDITION_LEAVES, OPERATORS, type Operator } from './types.js';

export const GROUPS = ['all', 'any', 'not'] as const;
const NO_VALUE: readonly string[] = ['is_set', 'is_not_set', 'is_true', 'is_false', 'is_empty', 'is_not_empty', 'changed'] satisfies readonly Operator[]; // prettier-ignore

/** A comparison as it was found, right or wrong. */
export interface FoundLeaf {
  readonly pointer: string;
  readonly leaf: JsonObject;
  /** Absent when there is no such operator. */
  readonly operator?: Operator;
}

/** Groups, fields and operators of a condition, without looking at what they mean; reports what is wrong and returns the leaves. */
export function checkConditionShape(report: Report, pointer: string, condition: Json): readonly FoundLeaf[] {
  const leaves: FoundLeaf[] = [];
  checkNode(report, pointer, condition, { depth: 1, leaves });
  if (leaves.length > MAX_CONDITION_LEAVES) {
    report.error(pointer, 'too_many', `A condition has at most ${MAX_CONDITION_LEAVES} comparisons.`);
  }
  return leaves;
}

interface Budget {
  readonly depth: number;
  readonly leaves: FoundLeaf[];
}

function checkNode(report: Report, pointer: string, node: Json, { depth, leaves }: Budget): void {
  if (!isJsonObject(node)) return report.error(pointer, 'wrong_type', `A condition is an object, not ${kindOf(node)}.`);
  if (depth > MAX_CONDITION_DEPTH) {
    return report.error(pointer, 'too_deep', `Conditions nest at most ${MAX_CONDITION_DEPTH} levels deep.`);
  }
  if (Object.hasOwn(node, 'cel')) {
    const text = 'Conditions in CEL are not supported yet; compare with field, operator and value.';
    return report.error(at(pointer, 'cel'), 'cel_not_supported', text);
  }
  const group = GROUPS.find((name) => Object.hasOwn(node, name));
  if (group === undefined) {
    leaves.push(checkLeaf(report, pointer, node));
    return;
  }
  checkObject(report, pointer, node, { required: [group] });
  const [place, members, next] = [at(pointer, group), own(node, group) ?? null, { depth: depth + 1, leaves }];
  if (group === 'not') return checkNode(report, place, members, next);
  if (!isJsonArray(members)) {
    return report.error(place, 'wrong_type', `"${group}" is a list of conditions, not ${kindOf(members)}.`);
  }
  if (members.length === 0) report.error(place, 'empty', `"${group}" needs at least one condition.`);
  members.forEach((member, index) => checkNode(report, at(place, index), member, next));
}

function checkLeaf(report: Report, pointer: string, leaf: JsonObject): FoundLeaf {
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
  return { pointer, leaf, ...(operator && { operator }) };
}

function checkHasValue(report: Report, pointer: string, leaf: JsonObject, operator: Operator): void {
  const has = Object.hasOwn(leaf, 'value');
  const needs = !NO_VALUE.includes(operator);
  if (needs && !has) report.error(pointer, 'required', `"${operator}" needs a value.`);
  if (!needs && has) report.error(pointer, 'value_not_used', `"${operator}" takes no value.`);
}
