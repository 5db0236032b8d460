import { isTrue } from '../flag.js';
import type { Json } from '../json.js';
import { ok, type Outcome } from '../result-type.js';
import { isFaithful, numberOf, plainNumber, refuseRounded } from './numbers.js';
import { quote, refuse, textOf, type Refusal } from './text.js';

export const VALUE_FORMATS = ['auto', 'string', 'number', 'boolean'] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

/** The format that a text names, in any case; absent means auto. */
export function formatNamed(name: Json | undefined): Outcome<ValueFormat, Refusal> {
  if (name === undefined) return ok('auto');
  const format = VALUE_FORMATS.find((known) => typeof name === 'string' && known === name.toLowerCase());
  return format
    ? ok(format)
    : refuse('invalid_value', `${quote(name)} is none of the formats ${VALUE_FORMATS.join(', ')}.`);
}

/** A rendered value as JSON carries it; undefined is missing. Never rounds: what does not fit is refused. */
export function formatValue(value: Json | undefined, format: ValueFormat): Outcome<Json, Refusal> {
  if (format === 'number') return numberOf(value);
  if (format === 'boolean') return ok(isTrue(value));
  if (typeof value === 'number' && !isFaithful(value)) return refuseRounded(value);
  const text = textOf(value);
  if (format === 'string' || !text.ok) return text;
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return ok(value);
  return ok(readAuto(text.value));
}

function readAuto(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : (plainNumber(text) ?? text);
}
