import { childrenOf, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../json.js';
import { settingOf, type ConnectorManifest, type DependentOptions } from '../../manifest.js';
import { isTemplate, templatePaths, templateTexts } from '../../template/paths.js';
import { looksLikeCredential } from '../credentials.js';
import type { Scope } from './context.js';
import { checkLandings } from './landings.js';
import { at, type Problem } from './problem.js';
import { own } from './shape.js';
import { checkTemplates } from './templates.js';

/** Everything about an action's params that its manifest decides. `pointer` is that of `params`. */
export function checkParams(
  scope: Scope,
  pointer: string,
  params: JsonObject,
  { manifest, settings }: { readonly manifest: ConnectorManifest; readonly settings: JsonObject },
): void {
  checkSchema(scope, pointer, params, manifest);
  checkTemplates(scope, pointer, params, (place) => secretMayStandAt(manifest, place.slice(pointer.length)));
  checkLandings(scope, pointer, params, manifest.landings);
  for (const options of manifest.options ?? []) {
    if (isFor(options, manifest, settings)) checkOptions(scope, pointer, params, options);
  }
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
    const hint = problem.code === 'additionalProperties' && !field.includes('/') ? report.hint(field, known) : '';
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

function isFor({ where = [] }: DependentOptions, { connection }: ConnectorManifest, settings: JsonObject): boolean {
  return where.every(({ setting, values }) => {
    const actual = settingOf(settings, setting, connection);
    return values.some((value) => JSON.stringify(value) === JSON.stringify(actual));
  });
}

function checkOptions({ report }: Scope, pointer: string, params: JsonObject, options: DependentOptions): void {
  const [value, on] = [own(params, options.param), own(params, options.on)];
  if (value === undefined || on === undefined || isTemplate(value) || isTemplate(on)) return;
  const same = (other: Json) => JSON.stringify(other) === JSON.stringify(on);
  const choices = options.cases.find(({ when }) => when.some(same))?.options ?? options.otherwise;
  if (choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value))) return;
  const settings = (options.where ?? []).map(
    ({ setting, values }) => `, the connection's ${setting} is ${oneOf(values)}`,
  );
  const place = `${options.on} is ${JSON.stringify(on)}${settings.join('')}`;
  const text = `${JSON.stringify(value)} is not available where ${place}: ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`;
  if (options.severity === 'error') report.error(at(pointer, options.param), 'option_not_available', text);
  else report.warning(at(pointer, options.param), 'option_not_available', text);
}

const oneOf = (values: readonly Json[]): string => values.map((value) => JSON.stringify(value)).join(' or ');

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
