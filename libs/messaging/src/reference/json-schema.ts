import { catalogue, type Json, type JsonObject } from '@hookswitch/domain';
import { readSchema, SCHEMA_NAMES } from '../messages/validators.js';

const BASE = 'https://hookswitch.io/contracts/v1/';
/** Keywords whose value is one schema, a list of schemas, or schemas by name. */
const ONE = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames']);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const MAPS = new Set(['properties', 'patternProperties']);
const NOT_TAKEN_OVER = new Set(['$schema', '$id', '$defs']);

/** A keyword's value where it is one piece of text or a number; else ''. */
export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/**
 * Our contracts and the data of every event type as AsyncAPI takes them, by name: Draft 07, one document. A definition that is shared has the
 * name of its file in front (`common.time`), the data of an event type `data.` (`data.call.ended`).
 */
export function componentSchemas(): Readonly<Record<string, JsonObject>> {
  const contracts = [...SCHEMA_NAMES, 'event', 'dead-letter'].flatMap((file) => {
    const { $defs = {}, ...contract } = readSchema(file) as JsonObject & { $defs?: Record<string, JsonObject> };
    const definitions = Object.entries($defs).map(([name, schema]) => [`${file}.${name}`, convert(schema, file)]);
    // `common` is nothing but definitions.
    return Object.keys(contract).some((keyword) => !['$schema', '$id', 'title'].includes(keyword))
      ? [...definitions, [file, convert(contract, file)]]
      : definitions;
  });
  const data = catalogue.map(({ name, dataSchema }) => [`data.${name}`, convert(dataSchema, name)]);
  return Object.fromEntries([...contracts, ...data]) as Record<string, JsonObject>;
}

function convert(schema: unknown, file: string): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const converted: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema))
    if (!NOT_TAKEN_OVER.has(keyword)) converted[keyword] = valueOf(keyword, value, file);
  const { $ref, ...beside } = converted;
  // Draft 07 does not see what stands beside a reference.
  return $ref === undefined || Object.keys(beside).length === 0 ? converted : { ...beside, allOf: [{ $ref }] };
}

function valueOf(keyword: string, value: unknown, file: string): unknown {
  if (keyword === '$ref') return refTo(nameOf(value as string, file))['$ref'];
  if (keyword === 'discriminator') return (value as { propertyName: string }).propertyName;
  if (ONE.has(keyword)) return convert(value, file);
  if (LISTS.has(keyword)) return (value as readonly unknown[]).map((one) => convert(one, file));
  if (MAPS.has(keyword))
    return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, convert(one, file)]));
  return value;
}

/** `…/common.schema.json#/$defs/time` and, within common, `#/$defs/time` are `common.time`. Throws for other forms: nothing has them. */
function nameOf(ref: string, file: string): string {
  const [, named, definition] = /^(?:(?<file>.+)\.schema\.json)?(?:#\/\$defs\/(?<definition>.+))?$/.exec(
    ref.replace(BASE, ''),
  ) ?? [undefined, undefined, undefined];
  if (named === undefined && definition === undefined) throw new Error(`cannot follow the reference ${ref} in ${file}`);
  return [named ?? file, definition].filter((part) => part !== undefined).join('.');
}
