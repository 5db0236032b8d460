import type { FieldType } from '../../catalogue/fields.js';
import { celPaths } from '../../cel/paths.js';
import { checkConditionShape, type FoundLeaf } from '../../condition/shape.js';
import type { Operator } from '../../condition/types.js';
import type { Json } from '../../json.js';
import { parsePath, type Path } from '../../path.js';
import { joinPath } from '../../template/paths.js';
import type { Scope } from './context.js';
import { checkPath, typesOf } from './paths.js';
import { at } from './problem.js';
import { own } from './shape.js';
import { checkTemplates } from './templates.js';

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
  any_item: ['array', 'any'],
  all_items: ['array', 'any'],
  no_item: ['array', 'any'],
};

/** Shape of a condition, its paths against the catalogue, its operators against the types of the fields. */
export function checkConditionAt(scope: Scope, pointer: string, condition: Json): void {
  const before = scope.report.errors.length;
  const { leaves, expressions } = checkConditionShape(scope.report, pointer, condition);
  for (const found of leaves) {
    // Fields of an element are nobody's but the list's, and the value around them holds their placeholders.
    if (found.inItem) continue;
    checkField(scope, found);
    checkTemplates(scope, at(found.pointer, 'value'), own(found.leaf, 'value'), () => false);
  }
  for (const { pointer: place, cel } of expressions) {
    for (const path of celPaths(cel)) {
      checkPath(scope, path, { pointer: at(place, 'cel'), isField: true, secretsAllowed: false });
    }
  }
  const places = scope.report.errors.slice(before).map((problem) => problem.pointer);
  for (const problem of scope.context.conditionErrors?.(condition) ?? []) {
    const place = pointer + problem.pointer;
    // The same slip seen twice: the first report has the suggestion.
    if (places.some((known) => known === place || known.startsWith(`${place}/`))) continue;
    scope.report.error(place, problem.code, problem.message);
  }
}

function checkField(scope: Scope, { pointer, leaf, operator }: FoundLeaf): void {
  const field = own(leaf, 'field');
  if (field === undefined) return;
  const place = at(pointer, 'field');
  const path = typeof field === 'string' ? parsePath(field) : undefined;
  if (!path) return scope.report.error(place, 'invalid_path', 'A field is a path such as event.properties.direction.');
  checkPath(scope, path, { pointer: place, isField: true, secretsAllowed: false });
  const suits = operator && SUITS[operator];
  const types = fieldTypes(scope, path);
  if (!suits || types.length === 0 || types.every((type) => suits.includes(type))) return;
  const kinds = [...new Set(types)].join(' or ');
  const text = `"${operator}" cannot hold for "${joinPath(path)}", which is of type ${kinds}.`;
  const never = types.every((type) => !suits.includes(type));
  if (never) scope.report.error(at(pointer, 'operator'), 'operator_type_mismatch', text);
  else scope.report.warning(at(pointer, 'operator'), 'operator_type_mismatch', text);
}

function fieldTypes({ triggers }: Scope, [root, part, ...below]: Path): readonly FieldType[] {
  if (root === 'now') return ['time'];
  return root === 'event' && part === 'properties' && below.length > 0 ? typesOf(triggers, joinPath(below)) : [];
}
