/** Any JSON value. Everything that travels between services is one of these. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Unlike `Array.isArray`, keeps the elements' type. */
export const isJsonArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
