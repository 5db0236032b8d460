import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Command } from '../messages.js';
import { at } from '../workflow/check/problem.js';

/**
 * The parameters of a command for people and for its partition key: where a secret is joined later, the text around it with the
 * placeholder as the author wrote it (`Bearer {{secrets.crm_token}}`).
 */
export function showParams({ params, secrets = [] }: Pick<Command, 'params' | 'secrets'>): JsonObject {
  if (secrets.length === 0) return params;
  const texts = new Map(
    secrets.map(({ pointer, parts }) => [
      pointer,
      parts.map((part) => (typeof part === 'string' ? part : `{{secrets.${part.secret}}}`)).join(''),
    ]),
  );
  return shown(params, '', texts) as JsonObject;
}

function shown(value: Json, pointer: string, texts: ReadonlyMap<string, string>): Json {
  const text = texts.get(pointer);
  if (text !== undefined) return text;
  if (isJsonArray(value)) return value.map((item, index) => shown(item, at(pointer, index), texts));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, shown(child, at(pointer, name), texts)]),
  );
}
