import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { err, ok, type Outcome } from '../result-type.js';
import { at } from '../workflow/check/problem.js';
import type { Rendering } from './evaluate.js';
import { landingOfMember } from './landed.js';
import { parseTemplate } from './parse.js';
import { isTemplate } from './paths.js';
import { renderNative, renderText, type Leaf } from './render-leaf.js';
import { exceedsBytes, MAX_LEAF_BYTES, type Refusal } from './text.js';
import type { RenderError } from './types.js';

/** A part of params, parsed; what has a secret in it is added to `secrets`. */
export type Node = (rendering: Rendering, secrets: SecretPlace[]) => Outcome<Json, RenderError>;

/** A placeholder that stands alone keeps the type of its value. */
const NATIVE: readonly Landing[] = ['json', 'slack-blocks'];
/** Text without placeholders is neither changed nor refused. */
const AS_WRITTEN: readonly Landing[] = [...NATIVE, 'text'];

/** Text at any depth is a template that lands there; everything else stays as it is. */
export function compileTree(value: Json, landing: Landing, pointer: string): Node {
  if (landing === 'literal') return () => ok(value);
  if (typeof value === 'string') {
    const isPlain = AS_WRITTEN.includes(landing) && !isTemplate(value);
    if (isPlain && !exceedsBytes(value, MAX_LEAF_BYTES)) return () => ok(value);
    const template = parseTemplate(value);
    const render = NATIVE.includes(landing) ? renderNative : renderText;
    return (rendering, secrets) => placed(render(template, landing, rendering), landing, pointer, secrets);
  }
  if (isJsonArray(value)) {
    const items = value.map((item, index) => compileTree(item, landing, at(pointer, index)));
    return (rendering, secrets) => elements(items, rendering, secrets);
  }
  if (!isJsonObject(value)) return () => ok(value);
  const nodes = Object.entries(value).map(
    ([name, child]) => [name, compileTree(child, landingOfMember(landing, name), at(pointer, name))] as const,
  );
  return (rendering, secrets) => members(nodes, rendering, secrets);
}

/** A rendered leaf at its place; what is missing is ''. */
export function placed(
  leaf: Outcome<Leaf, Refusal>,
  landing: Landing,
  pointer: string,
  secrets: SecretPlace[],
): Outcome<Json, RenderError> {
  if (!leaf.ok) return err({ ...leaf.error, pointer });
  if (leaf.value.parts) secrets.push({ pointer, landing, parts: leaf.value.parts });
  const { value } = leaf.value;
  return ok(value === undefined ? '' : value);
}

export function elements(
  nodes: readonly Node[],
  rendering: Rendering,
  secrets: SecretPlace[],
): Outcome<readonly Json[], RenderError> {
  const items: Json[] = [];
  for (const node of nodes) {
    const item = node(rendering, secrets);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

export function members(
  nodes: readonly (readonly [string, Node])[],
  rendering: Rendering,
  secrets: SecretPlace[],
): Outcome<JsonObject, RenderError> {
  const entries: (readonly [string, Json])[] = [];
  for (const [name, node] of nodes) {
    const member = node(rendering, secrets);
    if (!member.ok) return member;
    entries.push([name, member.value]);
  }
  return ok(Object.fromEntries(entries));
}
