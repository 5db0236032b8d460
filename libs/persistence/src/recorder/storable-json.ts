import { isJsonObject, type Json } from '@hookswitch/domain';

/** What jsonb and text columns refuse: NUL, and halves of a surrogate pair, which `JSON.stringify` writes as escapes. */
const REFUSED = /\\u(?:0000|d[89a-f])/i;

/**
 * Rows as the JSON text that `jsonb_to_recordset` takes. Characters that Postgres cannot store become U+FFFD: the history of one strange
 * message must not hold up that of all others; the original bytes are on Kafka.
 */
export function storableJson(rows: readonly unknown[]): string {
  const text = JSON.stringify(rows);
  return REFUSED.test(text) ? JSON.stringify(cleaned(JSON.parse(text) as Json)) : text;
}

function cleaned(value: Json): Json {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(cleaned);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [cleanText(key), cleaned(child)]));
}

const cleanText = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();
