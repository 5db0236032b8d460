import { isJsonArray, type Json, type JsonObject } from '../json.js';

/** Small JSON Schema (2020-12) pieces from which the event types are put together. `orNull`: the field may be null or absent. */
type Properties = Readonly<Record<string, JsonObject>>;
type More = Readonly<Record<string, Json>>;

export const text = (description: string, more: More = {}): JsonObject => ({ type: 'string', description, ...more });
/** Ids are strings; integers are accepted and kept. */
export const id = (description: string): JsonObject => ({ type: ['string', 'integer'], description });
export const time = (description: string): JsonObject => ({ type: 'string', format: 'date-time', description });
export const flag = (description: string): JsonObject => ({ type: 'boolean', description });
export const integer = (description: string, more: More = {}): JsonObject => ({
  type: 'integer',
  description,
  ...more,
});
export const number = (description: string, more: More = {}): JsonObject => ({ type: 'number', description, ...more });
export const seconds = (description: string): JsonObject => integer(`${description}, in seconds`, { minimum: 0 });
/** A telephone number in E.164 form; the form is not enforced, because producers send short codes and withheld numbers too. */
export const phone = (description: string): JsonObject => text(`${description} (E.164)`);
export const url = (description: string): JsonObject => text(description, { format: 'uri' });
export const list = (description: string, items: JsonObject): JsonObject => ({ type: 'array', description, items });
/** Fields with unknown names are kept, so every object stays open. */
export const object = (
  description: string,
  properties: Properties = {},
  required: readonly string[] = [],
): JsonObject => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 && { required }),
});

export function orNull(schema: JsonObject): JsonObject {
  const types = isJsonArray(schema.type) ? schema.type : [schema.type ?? 'string'];
  const choices = schema.enum;
  return { ...schema, type: [...types, 'null'], ...(isJsonArray(choices) && { enum: [...choices, null] }) };
}
