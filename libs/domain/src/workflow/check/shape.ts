import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { at, type Report } from './problem.js';

interface Fields {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** The value if it is an object; says which of its fields are unknown or missing. */
export function checkObject(
  report: Report,
  pointer: string,
  value: Json | undefined,
  fields: Fields,
): JsonObject | undefined {
  if (!isJsonObject(value)) {
    report.error(pointer, 'wrong_type', `This must be an object, not ${kindOf(value)}.`);
    return undefined;
  }
  const known = [...fields.required, ...(fields.optional ?? [])];
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    report.error(at(pointer, name), 'unknown_field', `There is no field "${name}" here.${report.hint(name, known)}`);
  }
  for (const name of fields.required) {
    if (!Object.hasOwn(value, name)) report.error(at(pointer, name), 'required', `"${name}" is missing.`);
  }
  return value;
}

/** Own property: a document may have keys such as `constructor`. */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export function checkText(report: Report, pointer: string, value: Json | undefined, maxLength: number): void {
  if (value === undefined) return;
  if (typeof value !== 'string') report.error(pointer, 'wrong_type', `This must be text, not ${kindOf(value)}.`);
  else if (value.length > maxLength) report.error(pointer, 'too_long', `This has over ${maxLength} characters.`);
}

export function checkChoice(
  report: Report,
  pointer: string,
  value: Json | undefined,
  choices: readonly string[],
): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return;
  const hint = typeof value === 'string' ? report.hint(value, choices) : '';
  report.error(pointer, 'invalid_choice', `This must be one of ${choices.join(', ')}.${hint}`);
}

export function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[
    typeof value as 'string'
  ];
}
