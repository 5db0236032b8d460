import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Command } from '../messages.js';

/**
 * The parameters of a command for people and for its partition key: where a secret is joined later, the text around it with the
 * placeholder as the author wrote it (`Bearer {{secrets.crm_token}}`).
 */
export function showParams({ params, secrets = [] }: Pick<Command, 'params' | 'secrets'>): JsonObject {
  return secrets.reduce<JsonObject>((shown, { pointer, parts }) => {
    const text = parts.map((part) => (typeof part === 'string' ? part : `{{secrets.${part.secret}}}`)).join('');
    const path = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    return replaced(shown, path, text) as JsonObject;
  }, params);
}

function replaced(value: Json, [key, ...rest]: readonly string[], text: string): Json {
  if (key === undefined) return text;
  if (isJsonArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, text) : item));
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, name === key ? replaced(child, rest, text) : child]),
  );
}
