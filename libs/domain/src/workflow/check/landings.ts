import { childrenOf, isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { ConnectorManifest } from '../../manifest.js';
import { valueKey } from '../../template/entries.js';
import { checkLanded, hasLiteralOrigin, headerNameProblem } from '../../template/landed.js';
import { parseTemplate } from '../../template/parse.js';
import { isTemplate, templateTexts } from '../../template/paths.js';
import { formatNamed, formatValue } from '../../template/values.js';
import type { Scope } from './context.js';
import { at } from './problem.js';
import { own } from './shape.js';

/** What can be told of parameters before an event comes: what is literal must fit where it lands. `pointer` is that of `params`. */
export function checkLandings(
  scope: Scope,
  pointer: string,
  params: JsonObject,
  landings: ConnectorManifest['landings'],
): void {
  for (const [name, landing] of Object.entries(landings)) {
    const [place, value] = [at(pointer, name), own(params, name)];
    if (landing === 'url') checkUrl(scope, place, value);
    if (landing === 'headers') eachEntry(value, (entry, index) => checkHeader(scope, at(place, index), entry));
    if (landing === 'values') eachEntry(value, (entry, index) => checkValue(scope, at(place, index), entry));
    if (landing === 'headers' || landing === 'values') checkKeys(scope, place, value, landing === 'headers');
    if (landing === 'literal') checkLiteral(scope, place, value);
  }
}

/** The text around placeholders, with a letter for each. */
const literally = (text: string): string =>
  parseTemplate(text)
    .parts.map((part) => (typeof part === 'string' ? part : 'x'))
    .join('');

/** Event data never chooses where a request goes. */
function checkUrl({ report }: Scope, pointer: string, value: Json | undefined): void {
  if (typeof value !== 'string') return;
  if (isTemplate(value) && !hasLiteralOrigin(value.slice(0, value.indexOf('{{')))) {
    const text = 'Scheme, host and port of a URL must be literal text, without placeholders.';
    return report.error(pointer, 'url_not_literal', text);
  }
  const problem = checkLanded('url', literally(value));
  if (problem) report.error(pointer, problem.code, problem.message);
}

function eachEntry(value: Json | undefined, check: (entry: JsonObject, index: string | number) => void): void {
  for (const [index, entry] of childrenOf(value)) if (isJsonObject(entry)) check(entry, index);
}

function checkHeader({ report }: Scope, pointer: string, entry: JsonObject): void {
  const [key, value] = [own(entry, 'key'), own(entry, 'value')];
  const nameProblem = typeof key === 'string' ? headerNameProblem(literally(key)) : undefined;
  if (nameProblem !== undefined) report.error(at(pointer, 'key'), 'invalid_header', nameProblem);
  const problem = typeof value === 'string' ? checkLanded('headers', literally(value)) : undefined;
  if (problem) report.error(at(pointer, 'value'), problem.code, problem.message);
}

function checkValue({ report }: Scope, pointer: string, entry: JsonObject): void {
  const [key, value, format] = [own(entry, 'key'), own(entry, 'value'), formatNamed(own(entry, 'format'))];
  const checked = typeof key === 'string' ? valueKey(key) : undefined;
  if (checked?.ok === false) report.error(at(pointer, 'key'), checked.error.code, checked.error.message);
  // What is missing, or no format, is for the schema to say.
  if (value === undefined || isTemplate(value) || !format.ok) return;
  const formatted = formatValue(value, format.value);
  if (!formatted.ok) report.error(at(pointer, 'value'), formatted.error.code, formatted.error.message);
}

function checkKeys({ report }: Scope, pointer: string, value: Json | undefined, ignoreCase: boolean): void {
  const first = new Map<string, string | number>();
  eachEntry(value, (entry, index) => {
    const key = own(entry, 'key');
    if (typeof key !== 'string') return;
    const name = ignoreCase ? key.toLowerCase() : key;
    const earlier = first.get(name);
    if (earlier === undefined) return void first.set(name, index);
    const text = `Entries ${earlier} and ${index} have the same key "${key}".`;
    report.error(at(pointer, index, 'key'), 'duplicate_key', text);
  });
}

function checkLiteral({ report }: Scope, pointer: string, value: Json | undefined): void {
  for (const { pointer: place } of templateTexts(value, pointer)) {
    report.error(place, 'template_not_allowed', 'This must be literal text, without placeholders.');
  }
}
