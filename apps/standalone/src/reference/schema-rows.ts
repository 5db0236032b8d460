import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { code, codes, sentence } from './markdown.js';

/** Name, type, whether it must be there, and meaning of every member that a JSON Schema describes, those below it included. */
export function schemaRows(schema: JsonObject, prefix = ''): readonly (readonly string[])[] {
  const required = new Set(textsIn(schema.required));
  return members(schema).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const row = [code(path), typeOf(member), required.has(name) ? 'yes' : '', meaningOf(member)];
    const { items } = member;
    const below = isJsonObject(items) ? schemaRows(items, `${path}[].`) : schemaRows(member, `${path}.`);
    return [row, ...below];
  });
}

const members = ({ properties }: JsonObject): readonly (readonly [string, JsonObject])[] =>
  isJsonObject(properties)
    ? Object.entries(properties).flatMap(([name, member]) => (isJsonObject(member) ? [[name, member] as const] : []))
    : [];

export function typeOf(schema: JsonObject): string {
  const { enum: choices, const: only, anyOf, items, format } = schema;
  if (isJsonArray(choices)) return codes(choices.map(textOf));
  if (only !== undefined) return code(textOf(only));
  if (isJsonArray(anyOf)) return anyOf.filter(isJsonObject).map(typeOf).join(' or ');
  if (isJsonObject(items)) return `list of ${plural(items)}`;
  const types = isJsonArray(schema.type)
    ? schema.type.map(textOf)
    : schema.type === undefined
      ? ['any']
      : [textOf(schema.type)];
  const named = format === 'date-time' ? types.map((type) => (type === 'string' ? 'time (RFC 3339)' : type)) : types;
  return named.join(' or ');
}

const plural = (items: JsonObject): string => {
  const type = typeOf(items);
  return ['string', 'integer', 'number', 'object'].includes(type) ? `${type}s` : type;
};

function meaningOf({ title, description, default: usual, minimum, maximum, maxLength, maxItems }: JsonObject): string {
  const bounds = [
    ...(minimum === undefined && maximum === undefined ? [] : [rangeOf(minimum, maximum)]),
    ...(maxLength === undefined ? [] : [`At most ${textOf(maxLength)} characters.`]),
    ...(maxItems === undefined ? [] : [`At most ${textOf(maxItems)} entries.`]),
    ...(usual === undefined ? [] : [`Default: ${code(textOf(usual))}.`]),
  ];
  return [sentence(textOf(description ?? title ?? '')), ...bounds].join(' ').trim();
}

function rangeOf(minimum: Json | undefined, maximum: Json | undefined): string {
  if (maximum === undefined) return minimum === 0 ? '' : `At least ${textOf(minimum ?? '')}.`;
  return minimum === undefined ? `At most ${textOf(maximum)}.` : `${textOf(minimum)} to ${textOf(maximum)}.`;
}

export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const textsIn = (list: Json | undefined): readonly string[] =>
  list !== undefined && isJsonArray(list) ? list.filter((item) => typeof item === 'string') : [];
