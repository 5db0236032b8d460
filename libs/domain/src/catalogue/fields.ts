import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';

/** `time` is text in RFC 3339; `any` stands for a place that may hold anything (below an object without described fields). */
export const FIELD_TYPES = ['string', 'integer', 'number', 'boolean', 'time', 'array', 'object', 'any'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface FieldDescription {
  /** Relative to `event.properties`; the first entry stands for every entry of a list: `contacts[0].name`. */
  readonly path: string;
  readonly type: FieldType;
  readonly description: string;
  /** Taken from the samples; null when none has the field. */
  readonly example: Json;
}

/** Every field that a schema of `data` describes, parents before children, in the order of the schema. */
export const fieldsOf = (schema: JsonObject, samples: readonly JsonObject[]): readonly FieldDescription[] =>
  children(schema, '').flatMap(({ path, schema: field }) => describe(path, field, samples));

/**
 * Type of a path below `data` (`contacts[2].name`) by its schema. undefined: the schema does not know the path.
 * Below an object that describes no fields everything is `any`.
 */
export function typeAt(schema: JsonObject, path: string): FieldType | undefined {
  let here = schema;
  for (const segment of path.split(/\.|(?=\[)/)) {
    const type = fieldType(here);
    const properties = isJsonObject(here.properties) ? here.properties : {};
    if (type === 'any' || (type === 'object' && Object.keys(properties).length === 0)) return 'any';
    const next = segment.startsWith('[') ? here.items : own(properties, segment);
    if (!isJsonObject(next)) return undefined;
    here = next;
  }
  return fieldType(here);
}

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

function describe(path: string, schema: JsonObject, samples: readonly JsonObject[]): readonly FieldDescription[] {
  const description = typeof schema.description === 'string' ? schema.description : '';
  const field = { path, type: fieldType(schema), description, example: exampleAt(path, samples) };
  return [field, ...children(schema, path).flatMap((child) => describe(child.path, child.schema, samples))];
}

function children(schema: JsonObject, path: string): readonly { path: string; schema: JsonObject }[] {
  const items = isJsonObject(schema.items) ? [{ path: `${path}[0]`, schema: schema.items }] : [];
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const named = properties.flatMap(([name, value]) =>
    isJsonObject(value) ? [{ path: path === '' ? name : `${path}.${name}`, schema: value }] : [],
  );
  return [...items, ...named];
}

function fieldType({ type, format }: JsonObject): FieldType {
  const first: Json | undefined = isJsonArray(type) ? type[0] : type;
  if (first === 'string' && format === 'date-time') return 'time';
  return FIELD_TYPES.find((name) => name === first) ?? 'any';
}

function exampleAt(path: string, samples: readonly JsonObject[]): Json {
  for (const sample of samples) {
    const value = path
      .split(/\.|\[(\d+)\]/)
      .filter(Boolean)
      .reduce<Json | undefined>(step, sample);
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

function step(value: Json | undefined, segment: string): Json | undefined {
  if (isJsonArray(value)) return value[Number(segment)];
  return isJsonObject(value) ? own(value, segment) : undefined;
}
