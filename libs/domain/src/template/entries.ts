import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { err, ok, type Outcome } from '../result-type.js';
import { at } from '../workflow/check/problem.js';
import type { Rendering } from './evaluate.js';
import { headerNameProblem } from './landed.js';
import { parseTemplate } from './parse.js';
import { renderNative, renderText } from './render-leaf.js';
import { refuse, textOf, type Refusal } from './text.js';
import { compileTree, elements, placed, type Node } from './tree.js';
import { formatNamed, formatValue, type ValueFormat } from './values.js';

type CheckKey = (key: string) => Outcome<string, Refusal>;

/** Entries {key, value}, rendered to the same with a text as value. */
export const compileHeaders = (list: Json, listPointer: string): Node =>
  compileEntries(list, listPointer, headerKey, (entry, place) => {
    const text = textOf(own(entry, 'value'));
    const pointer = at(place, 'value');
    return text.ok ? compileTree(text.value, 'headers', pointer) : refusing(text.error, pointer);
  });

/** Entries {key, value, format}, rendered to {key, value} with the value in its final JSON type, in the order given. */
export const compileValues = (list: Json, listPointer: string): Node =>
  compileEntries(list, listPointer, valueKey, (entry, place) => {
    const format = formatNamed(own(entry, 'format'));
    if (!format.ok) return refusing(format.error, at(place, 'format'));
    return compileFormatted(own(entry, 'value'), format.value, at(place, 'value'));
  });

function compileEntries(
  value: Json,
  pointer: string,
  checkKey: CheckKey,
  compileValue: (entry: JsonObject, pointer: string) => Node,
): Node {
  if (!isJsonArray(value)) return refusing(shapeError('a list of entries with key and value'), pointer);
  const nodes = value.map((entry, index) => {
    const place = at(pointer, index);
    const key = isJsonObject(entry) ? own(entry, 'key') : undefined;
    if (!isJsonObject(entry) || typeof key !== 'string')
      return refusing(shapeError('an entry with key and value'), place);
    return entryNode(compileKey(key, checkKey, at(place, 'key')), compileValue(entry, place));
  });
  return (rendering, secrets) => elements(nodes, rendering, secrets);
}

function entryNode(key: Node, value: Node): Node {
  return (rendering, secrets) => {
    const name = key(rendering, secrets);
    if (!name.ok) return name;
    const content = value(rendering, secrets);
    return content.ok ? ok({ key: name.value, value: content.value }) : content;
  };
}

/** Lands as `literal`: no secret may stand in a key. */
function compileKey(key: string, check: CheckKey, pointer: string): Node {
  const template = parseTemplate(key);
  return (rendering) => {
    const leaf = renderText(template, 'literal', rendering);
    const name = leaf.ok && typeof leaf.value.value === 'string' ? leaf.value.value : '';
    const checked = leaf.ok ? check(name) : leaf;
    return checked.ok ? checked : err({ ...checked.error, pointer });
  };
}

function compileFormatted(value: Json | undefined, format: ValueFormat, pointer: string): Node {
  if (typeof value !== 'string') {
    const formatted = formatValue(value, format);
    return formatted.ok ? () => formatted : refusing(formatted.error, pointer);
  }
  const template = parseTemplate(value);
  const render = (rendering: Rendering) => {
    const leaf = renderNative(template, 'values', rendering);
    if (!leaf.ok) return leaf;
    if (!leaf.value.parts) {
      const formatted = formatValue(leaf.value.value, format);
      return formatted.ok ? ok({ value: formatted.value }) : formatted;
    }
    if (format === 'auto' || format === 'string') return leaf;
    return refuse('secret_not_allowed_here', `A secret is text; it cannot have the format ${format}.`);
  };
  return (rendering, secrets) => placed(render(rendering), 'values', pointer, secrets);
}

const headerKey: CheckKey = (key) => {
  const problem = headerNameProblem(key);
  return problem === undefined ? ok(key) : refuse('invalid_header', problem);
};
/** What a value may be named; asked when a workflow is saved, and again of a key that was rendered. */
export const valueKey: CheckKey = (key) =>
  key === '__proto__' ? refuse('invalid_value', 'A value must not be named __proto__.') : ok(key);

const shapeError = (what: string): Refusal => ({ code: 'invalid_value', message: `This must be ${what}.` });
const refusing =
  (refusal: Refusal, pointer: string): Node =>
  () =>
    err({ ...refusal, pointer });
const own = (entry: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(entry, name) ? entry[name] : undefined;
