/** Any JSON value. Everything that travels between services is one of these. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Unlike `Array.isArray`, keeps the elements' type. */
export const isJsonArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** Elements or members of a value, by index or name; of anything else none. */
export function childrenOf(value: Json | undefined): readonly (readonly [string | number, Json])[] {
  if (isJsonArray(value)) return value.map((item, index) => [index, item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
