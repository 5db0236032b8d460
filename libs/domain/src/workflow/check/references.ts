import { isJsonObject, type Json } from '../../json.js';
import { at } from './problem.js';

/** A path that a template or a condition names: `steps.crm.output.body[0]`. */
export interface Reference {
  readonly text: string;
  readonly segments: readonly (string | number)[];
}

/** One string that holds at least one placeholder, and where it is. */
export interface TemplateText {
  readonly pointer: string;
  readonly text: string;
}

const SEGMENT = '[A-Za-z0-9_$-]+';
const PATH = new RegExp(`^${SEGMENT}(?:\\.${SEGMENT}|\\[\\d{1,9}\\])*$`);

/** undefined: not a path. */
export function parseReference(text: string): Reference | undefined {
  const path = text.trim();
  if (!PATH.test(path)) return undefined;
  const segments = path.split(/\.|(?=\[)/).map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part));
  return { text: path, segments };
}

/** Paths of the placeholders in a text, as written; undefined where `{{` has no `}}`. */
export function placeholders(text: string): readonly (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (let start = text.indexOf('{{'); start >= 0;) {
    const end = text.indexOf('}}', start + 2);
    if (end < 0) return [...found, undefined];
    found.push(text.slice(start + 2, end).split('|', 1)[0] ?? '');
    start = text.indexOf('{{', end + 2);
  }
  return found;
}

export const hasPlaceholder = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.includes('{{');

/** Every string with placeholders at or below a value. */
export function templateTexts(value: Json | undefined, pointer: string): readonly TemplateText[] {
  if (hasPlaceholder(value)) return [{ pointer, text: value }];
  return childrenOf(value).flatMap(([key, child]) => templateTexts(child, at(pointer, key)));
}

export function childrenOf(value: Json | undefined): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => [index, item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** References of all placeholders at or below a value; what is not a path is left out. */
export const referencesIn = (value: Json | undefined): readonly Reference[] =>
  templateTexts(value, '')
    .flatMap(({ text }) => placeholders(text))
    .flatMap((path) => (path === undefined ? [] : (parseReference(path) ?? [])));
