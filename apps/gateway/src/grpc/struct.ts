import type { Json, JsonObject } from '@hookswitch/domain';
import type { StructMessage, ValueMessage } from './messages.js';

/** A Struct holds what JSON cannot say. */
export class NoJson extends Error {
  constructor(
    /** JSON pointer into the Struct. */
    readonly pointer: string,
    message: string,
  ) {
    super(message);
  }
}

/** Throws {@link NoJson}. */
export const jsonOf = ({ fields = {} }: StructMessage, pointer = ''): JsonObject =>
  // From entries: an own key `__proto__` stays one, and whoever takes the JSON refuses it.
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, valueOf(value, `${pointer}/${escaped(name)}`)]),
  );

function valueOf(value: ValueMessage, pointer: string): Json {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.numberValue !== undefined) {
    if (!Number.isFinite(value.numberValue)) throw new NoJson(pointer, `${value.numberValue} is no number in JSON`);
    return value.numberValue;
  }
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.structValue !== undefined) return jsonOf(value.structValue, pointer);
  if (value.listValue !== undefined)
    return (value.listValue.values ?? []).map((item, index) => valueOf(item, `${pointer}/${index}`));
  return null;
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Whatever has a form in JSON: what is undefined is left out, and dates become text. */
export const structMessage = (object: object): StructMessage =>
  ofObject(JSON.parse(JSON.stringify(object)) as JsonObject);

export const valueMessage = (value: unknown): ValueMessage => ofValue(JSON.parse(JSON.stringify(value)) as Json);

const ofObject = (object: JsonObject): StructMessage => ({
  fields: Object.fromEntries(Object.entries(object).map(([name, value]) => [name, ofValue(value)])),
});

function ofValue(value: Json): ValueMessage {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return isList(value) ? { listValue: { values: value.map(ofValue) } } : { structValue: ofObject(value) };
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
