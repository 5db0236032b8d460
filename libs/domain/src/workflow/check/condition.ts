import type { FieldType } from '../../catalogue/fields.js';
import { MAX_CONDITION_DEPTH, MAX_CONDITION_LEAVES, OPERATORS, type Operator } from '../../condition/types.js';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { Scope } from './context.js';
import { didYouMean } from './nearest.js';
import { checkReference, joined, typesOf } from './paths.js';
import { at } from './problem.js';
import { parseReference } from './references.js';
import { checkObject, kindOf, own } from './shape.js';
import { checkTemplates } from './templates.js';

const GROUPS = ['all', 'any', 'not'] as const;
const NO_VALUE: readonly string[] = [
  'is_set',
  'is_not_set',
  'is_true',
  'is_false',
  'is_empty',
  'is_not_empty',
  'changed',
];

const TEXT: readonly FieldType[] = ['string', 'time', 'integer', 'number', 'any'];
const NUMBER: readonly FieldType[] = ['integer', 'number', 'string', 'any'];
const TIME: readonly FieldType[] = ['time', 'string', 'integer', 'number', 'any'];
const FLAG: readonly FieldType[] = ['boolean', 'string', 'integer', 'number', 'any'];
/** Types of field that an operator can hold for; the operators that are not here suit every type. */
const SUITS: Partial<Record<Operator, readonly FieldType[]>> = {
  contains: [...TEXT, 'array'],
  not_contains: [...TEXT, 'array'],
  starts_with: TEXT,
  ends_with: TEXT,
  matches: TEXT,
  less_than: NUMBER,
  less_or_equal: NUMBER,
  greater_than: NUMBER,
  greater_or_equal: NUMBER,
  between: NUMBER,
  is_true: FLAG,
  is_false: FLAG,
  is_empty: ['string', 'time', 'array', 'object', 'any'],
  is_not_empty: ['string', 'time', 'array', 'object', 'any'],
  before: TIME,
  after: TIME,
  within_hours: TIME,
  on_days: TIME,
  number_in_country: ['string', 'integer', 'any'],
};

/** Shape of a condition, its paths against the catalogue, its operators against the types of the fields. */
export function checkConditionAt(scope: Scope, pointer: string, condition: Json): void {
  const before = scope.report.errors.length;
  const leaves = { count: 0 };
  checkNode(scope, pointer, condition, { depth: 1, leaves });
  if (leaves.count > MAX_CONDITION_LEAVES) {
    scope.report.error(pointer, 'too_many', `A condition has at most ${MAX_CONDITION_LEAVES} comparisons.`);
  }
  const places = scope.report.errors.slice(before).map((problem) => problem.pointer);
  for (const problem of scope.context.conditionErrors?.(condition) ?? []) {
    const place = pointer + problem.pointer;
    // The same slip seen twice: the first report has the suggestion.
    if (places.some((known) => known === place || known.startsWith(`${place}/`))) continue;
    scope.report.error(place, problem.code, problem.message);
  }
}

interface Budget {
  readonly depth: number;
  readonly leaves: { count: number };
}

function checkNode(scope: Scope, pointer: string, node: Json, { depth, leaves }: Budget): void {
  const { report } = scope;
  if (!isJsonObject(node)) return report.error(pointer, 'wrong_type', `A condition is an object, not ${kindOf(node)}.`);
  if (depth > MAX_CONDITION_DEPTH) {
    return report.error(pointer, 'too_deep', `Conditions nest at most ${MAX_CONDITION_DEPTH} levels deep.`);
  }
  const group = GROUPS.find((name) => Object.hasOwn(node, name));
  if (group === undefined) {
    leaves.count += 1;
    return checkLeaf(scope, pointer, node);
  }
  checkObject(report, pointer, node, { required: [group] });
  const members = own(node, group) ?? null;
  const next = { depth: depth + 1, leaves };
  if (group === 'not') return checkNode(scope, at(pointer, group), members, next);
  if (!Array.isArray(members)) {
    return report.error(
      at(pointer, group),
      'wrong_type',
      `"${group}" is a list of conditions, not ${kindOf(members)}.`,
    );
  }
  if (members.length === 0) report.error(at(pointer, group), 'empty', `"${group}" needs at least one condition.`);
  (members as readonly Json[]).forEach((member, index) => checkNode(scope, at(pointer, group, index), member, next));
}

function checkLeaf(scope: Scope, pointer: string, node: JsonObject): void {
  const { report } = scope;
  const leaf = checkObject(report, pointer, node, {
    required: ['field', 'operator'],
    optional: ['value', 'caseSensitive'],
  });
  if (!leaf) return;
  const operator = own(leaf, 'operator');
  const known = OPERATORS.find((name) => name === operator);
  if (operator !== undefined && !known) {
    const hint = typeof operator === 'string' ? didYouMean(operator, OPERATORS) : '';
    report.error(
      at(pointer, 'operator'),
      'unknown_operator',
      `There is no operator ${JSON.stringify(operator)}.${hint}`,
    );
  }
  const caseSensitive = own(leaf, 'caseSensitive');
  if (caseSensitive !== undefined && typeof caseSensitive !== 'boolean') {
    report.error(at(pointer, 'caseSensitive'), 'wrong_type', 'This must be true or false.');
  }
  if (known) checkOperand(scope, pointer, leaf, known);
  checkField(scope, pointer, leaf, known);
  checkTemplates(scope, at(pointer, 'value'), own(leaf, 'value'), () => false);
}

function checkOperand({ report }: Scope, pointer: string, leaf: JsonObject, operator: Operator): void {
  const has = Object.hasOwn(leaf, 'value');
  const needs = !NO_VALUE.includes(operator);
  if (needs && !has) report.error(at(pointer, 'value'), 'required', `"${operator}" needs a value.`);
  if (!needs && has) report.error(at(pointer, 'value'), 'value_not_used', `"${operator}" takes no value.`);
}

function checkField(scope: Scope, pointer: string, leaf: JsonObject, operator: Operator | undefined): void {
  const field = own(leaf, 'field');
  if (field === undefined) return;
  const place = at(pointer, 'field');
  const reference = typeof field === 'string' ? parseReference(field) : undefined;
  if (!reference)
    return scope.report.error(place, 'invalid_path', 'A field is a path such as event.properties.direction.');
  checkReference(scope, reference, { pointer: place, secretsAllowed: false });
  const [root, part, ...below] = reference.segments;
  if (!operator || root !== 'event' || part !== 'properties' || below.length === 0) return;
  const suits = SUITS[operator];
  const types = typesOf(scope.triggers, joined(below));
  if (!suits || types.length === 0 || types.every((type) => suits.includes(type))) return;
  const text = `"${operator}" cannot hold for "${reference.text}", which is of type ${[...new Set(types)].join(' or ')}.`;
  const never = types.every((type) => !suits.includes(type));
  if (never) scope.report.error(at(pointer, 'operator'), 'operator_type_mismatch', text);
  else scope.report.warning(at(pointer, 'operator'), 'operator_type_mismatch', text);
}
