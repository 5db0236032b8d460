import { childrenOf, type Json } from '../json.js';
import type { Path } from '../path.js';
import { at } from '../workflow/check/problem.js';
import { parseTemplate, type Template } from './parse.js';

/** One string that holds at least one placeholder, and where it is. */
export interface TemplateText {
  readonly pointer: string;
  readonly text: string;
}

/** Whether a value is text with something in it to render. */
export const isTemplate = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.includes('{{');

/** Every string with placeholders at or below a value. */
export function templateTexts(value: Json | undefined, pointer = ''): readonly TemplateText[] {
  if (isTemplate(value)) return [{ pointer, text: value }];
  return childrenOf(value).flatMap(([key, child]) => templateTexts(child, at(pointer, key)));
}

export const pathsOf = ({ parts }: Template): readonly Path[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : [part.path]));

/** Paths that the placeholders at or below a value read, e.g. `['steps', 'crm', 'output']`; what cannot be read is left out. */
export const templatePaths = (value: Json | undefined): readonly Path[] =>
  templateTexts(value).flatMap(({ text }) => pathsOf(parseTemplate(text)));

/** A path as a person writes it. */
export const joinPath = (path: Path): string =>
  path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
