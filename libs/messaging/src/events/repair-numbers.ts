import type { Json, JsonObject } from '@hookswitch/domain';

const NUMBER_FIELDS = ['internal_number', 'external_number', 'sender', 'recipient'] as const;
/** E.164 without its plus; shorter ones are short codes, a leading zero is a national number. */
const DIGITS = /^[1-9]\d{6,14}$/;

/** Producers lose the `+` of a telephone number when they take it for a number; other text stays as it is. */
export function repairNumbers(data: JsonObject): JsonObject {
  let repaired: Record<string, Json> | undefined;
  for (const field of NUMBER_FIELDS) {
    const value = data[field];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (!DIGITS.test(String(value))) continue;
    repaired ??= { ...data };
    repaired[field] = `+${value}`;
  }
  return repaired ?? data;
}
