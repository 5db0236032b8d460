import { childrenOf, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { ConnectorManifest, DependentOptions } from '../../manifest.js';
import { checkLanded, hasLiteralOrigin, headerNameProblem } from '../../template/landed.js';
import { isTemplate, templatePaths, templateTexts } from '../../template/paths.js';
import { looksLikeCredential } from '../credentials.js';
import type { Scope } from './context.js';
import { didYouMean } from '../../nearest.js';
import { at, type Problem } from './problem.js';
import { own } from './shape.js';
import { checkTemplates } from './templates.js';

/** Everything about an action's params that its manifest decides. `pointer` is that of `params`. */
export function checkParams(scope: Scope, pointer: string, params: JsonObject, manifest: ConnectorManifest): void {
  checkSchema(scope, pointer, params, manifest);
  checkTemplates(scope, pointer, params, (place) => secretMayStandAt(manifest, place.slice(pointer.length)));
  for (const [name, landing] of Object.entries(manifest.landings)) {
    const [place, value] = [at(pointer, name), own(params, name)];
    if (landing === 'url') checkUrl(scope, place, value);
    if (landing === 'headers' || landing === 'values') checkKeys(scope, place, value, landing === 'headers');
    if (landing === 'headers') checkHeaders(scope, place, value);
    if (landing === 'literal') checkLiteral(scope, place, value);
  }
  for (const options of manifest.options ?? []) checkOptions(scope, pointer, params, options);
  checkPartitionKey(scope, pointer, params, manifest);
  warnOfCredentials(scope, pointer, params);
}

const SUBSCHEMA_CODES = ['anyOf', 'oneOf', 'if', 'not'];

/**
 * A text with a placeholder has its value only when it is rendered: whatever type, format, enum or pattern the schema wants at
 * that place is not held against it now (the host validates the rendered params before each attempt). `anyOf`, `oneOf`, `if` and
 * `not` are reported at the parent, so they are left out when a placeholder stands anywhere below.
 */
function checkSchema(
  { report, context }: Scope,
  pointer: string,
  params: JsonObject,
  manifest: ConnectorManifest,
): void {
  const known = isJsonObject(manifest.parameters.properties) ? Object.keys(manifest.parameters.properties) : [];
  for (const problem of context.validateParams(manifest, params)) {
    if (isDecidedLater(params, problem)) continue;
    const field = problem.pointer.slice(1);
    const hint = problem.code === 'additionalProperties' && !field.includes('/') ? didYouMean(field, known) : '';
    report.error(pointer + problem.pointer, problem.code, `${problem.message}${hint}`);
  }
}

function isDecidedLater(params: JsonObject, { pointer, code }: Problem): boolean {
  const value = valueAt(params, pointer);
  return isTemplate(value) || (SUBSCHEMA_CODES.includes(code) && templateTexts(value, '').length > 0);
}

function valueAt(value: Json, pointer: string): Json | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<Json | undefined>((here, key) => {
    if (isJsonArray(here)) return here[Number(key)];
    return isJsonObject(here) ? own(here, key) : undefined;
  }, value);
}

function secretMayStandAt({ secretsAllowedIn }: ConnectorManifest, pointer: string): boolean {
  const path = pointer
    .split('/')
    .slice(1)
    .filter((key) => !/^\d+$/.test(key))
    .join('.');
  return secretsAllowedIn.some((allowed) => path === allowed || path.startsWith(`${allowed}.`));
}

/** Event data never chooses where a request goes. */
function checkUrl({ report }: Scope, pointer: string, value: Json | undefined): void {
  if (typeof value !== 'string') return;
  if (isTemplate(value) && !hasLiteralOrigin(value.slice(0, value.indexOf('{{')))) {
    const text = 'Scheme, host and port of a URL must be literal text, without placeholders.';
    return report.error(pointer, 'url_not_literal', text);
  }
  const problem = checkLanded('url', isTemplate(value) ? value.slice(0, value.indexOf('{{')) : value);
  if (problem) report.error(pointer, problem.code, problem.message);
}

/** What is literal is checked now; the rest when it is rendered. */
function checkHeaders({ report }: Scope, pointer: string, value: Json | undefined): void {
  for (const [index, entry] of childrenOf(value)) {
    if (!isJsonObject(entry)) continue;
    const [key, text] = [own(entry, 'key'), own(entry, 'value')];
    const nameProblem = typeof key === 'string' && !isTemplate(key) ? headerNameProblem(key) : undefined;
    if (nameProblem !== undefined) report.error(at(pointer, index, 'key'), 'invalid_header', nameProblem);
    const valueProblem = typeof text === 'string' && !isTemplate(text) ? checkLanded('headers', text) : undefined;
    if (valueProblem) report.error(at(pointer, index, 'value'), valueProblem.code, valueProblem.message);
  }
}

function checkKeys({ report }: Scope, pointer: string, value: Json | undefined, ignoreCase: boolean): void {
  const first = new Map<string, number>();
  for (const [index, entry] of childrenOf(value)) {
    const key = isJsonObject(entry) ? own(entry, 'key') : undefined;
    if (typeof key !== 'string' || typeof index !== 'number') continue;
    const name = ignoreCase ? key.toLowerCase() : key;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else
      report.error(
        at(pointer, index, 'key'),
        'duplicate_key',
        `Entries ${earlier} and ${index} have the same key "${key}".`,
      );
  }
}

function checkLiteral({ report }: Scope, pointer: string, value: Json | undefined): void {
  for (const { pointer: place } of templateTexts(value, pointer)) {
    report.error(place, 'template_not_allowed', 'This must be literal text, without placeholders.');
  }
}

function checkOptions({ report }: Scope, pointer: string, params: JsonObject, options: DependentOptions): void {
  const [value, on] = [own(params, options.param), own(params, options.on)];
  if (value === undefined || on === undefined || isTemplate(value) || isTemplate(on)) return;
  const same = (other: Json) => JSON.stringify(other) === JSON.stringify(on);
  const choices = options.cases.find(({ when }) => when.some(same))?.options ?? options.otherwise;
  if (choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value))) return;
  const text = `${JSON.stringify(value)} is not available where ${options.on} is ${JSON.stringify(on)}: ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`;
  if (options.severity === 'error') report.error(at(pointer, options.param), 'option_not_available', text);
  else report.warning(at(pointer, options.param), 'option_not_available', text);
}

function checkPartitionKey(
  { report }: Scope,
  pointer: string,
  params: JsonObject,
  { partitionKey }: ConnectorManifest,
): void {
  for (const part of partitionKey) {
    if (part.from !== 'param') continue;
    const roots = templatePaths(own(params, part.name)).map(([root]) => root);
    if (!roots.includes('event') && !roots.includes('steps')) continue;
    const text = `Order and rate limits are kept per "${part.name}"; taken from an event, each value gets its own.`;
    report.warning(at(pointer, part.name), 'partition_key_from_event', text);
  }
}

function warnOfCredentials(scope: Scope, pointer: string, value: Json): void {
  if (typeof value === 'string' && looksLikeCredential(value)) {
    const text = 'This looks like a credential. Store it as a secret and write {{secrets.<name>}}.';
    scope.report.warning(pointer, 'looks_like_secret', text);
  }
  for (const [key, child] of childrenOf(value)) warnOfCredentials(scope, at(pointer, key), child);
}
