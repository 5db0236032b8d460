import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';

/** Reading what the gateway answered: a field that is missing or something else reads as nothing. */
export const text = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

export const objects = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : [];
