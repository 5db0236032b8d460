import type { HttpAnswer } from '@hookswitch/connector-sdk';
import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';

/** The object in an answer's body; undefined when it is none, or not all of it came. */
export function jsonOf({ body, truncated, broken }: HttpAnswer): JsonObject | undefined {
  if (truncated || broken) return undefined;
  try {
    const value = JSON.parse(body.toString()) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
