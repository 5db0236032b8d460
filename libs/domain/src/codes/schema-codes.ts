import type { CodeTable } from './code-table.js';

/** Keywords of JSON Schema that a value breaks, each with a value and a schema that shows it: params, settings, data of events. */
export const SCHEMA_CODES = {
  type: ['It has another type of JSON.', '`1` for `{ "type": "string" }`'],
  enum: ['It is none of the values that are possible.', '`"FETCH"` for `{ "enum": ["GET", "POST"] }`'],
  const: ['It is not the one value that is possible.', '`2` for `{ "const": 1 }`'],
  pattern: ['It does not match the pattern.', '`"a b"` for `{ "pattern": "^[a-z]+$" }`'],
  format: ['It is not written in the format.', '`"crm"` for `{ "format": "uri" }`'],
  formatMinimum: ['It comes too early.', '`"2026-01-01"` for `{ "format": "date", "formatMinimum": "2026-01-02" }`'],
  formatMaximum: ['It comes too late.', '`"2026-01-02"` for `{ "format": "date", "formatMaximum": "2026-01-01" }`'],
  formatExclusiveMinimum: [
    'It comes too early.',
    '`"2026-01-01"` for `{ "format": "date", "formatExclusiveMinimum": "2026-01-01" }`',
  ],
  formatExclusiveMaximum: [
    'It comes too late.',
    '`"2026-01-01"` for `{ "format": "date", "formatExclusiveMaximum": "2026-01-01" }`',
  ],
  additionalProperties: [
    'Nothing has this name here.',
    '`{ "metod": "GET" }` for `{ "properties": { "method": {} }, "additionalProperties": false }`',
  ],
  unevaluatedProperties: [
    'Nothing has this name here, whatever part of the schema holds.',
    '`{ "a": 1 }` for `{ "unevaluatedProperties": false }`',
  ],
  unevaluatedItems: ['The list has more elements than are known.', '`[1]` for `{ "unevaluatedItems": false }`'],
  propertyNames: ['A member may not have this name.', '`{ "a b": 1 }` for `{ "propertyNames": { "enum": ["a"] } }`'],
  minLength: ['The text is too short.', '`""` for `{ "minLength": 1 }`'],
  maxLength: ['The text is too long.', '`"abcd"` for `{ "maxLength": 3 }`'],
  minimum: ['The number is too small.', '`0` for `{ "minimum": 1 }`'],
  maximum: ['The number is too large.', '`700` for `{ "maximum": 599 }`'],
  exclusiveMinimum: ['The number is too small.', '`0` for `{ "exclusiveMinimum": 0 }`'],
  exclusiveMaximum: ['The number is too large.', '`1` for `{ "exclusiveMaximum": 1 }`'],
  multipleOf: ['The number is not a multiple.', '`1.5` for `{ "multipleOf": 1 }`'],
  minItems: ['The list has too few elements.', '`[]` for `{ "minItems": 1 }`'],
  maxItems: ['The list has too many elements.', '`[1, 2]` for `{ "maxItems": 1 }`'],
  uniqueItems: ['Elements of the list are the same.', '`[1, 1]` for `{ "uniqueItems": true }`'],
  contains: ['Too few elements are of a kind, or too many.', '`[1]` for `{ "contains": { "type": "string" } }`'],
  items: ['The list has more elements than are known.', '`[1, 2]` for `{ "prefixItems": [{}], "items": false }`'],
  minProperties: ['The object has too few members.', '`{}` for `{ "minProperties": 1 }`'],
  maxProperties: ['The object has too many members.', '`{ "a": 1, "b": 2 }` for `{ "maxProperties": 1 }`'],
  dependentRequired: [
    'What is there needs another member beside it.',
    '`{ "user": "u" }` for `{ "dependentRequired": { "user": ["password"] } }`',
  ],
  dependencies: ['The same, in older schemas.', '`{ "user": "u" }` for `{ "dependencies": { "user": ["password"] } }`'],
  anyOf: [
    'It is none of the forms that are possible.',
    '`1` for `{ "anyOf": [{ "type": "string" }, { "const": 2 }] }`',
  ],
  oneOf: [
    'It is none of the forms that are possible, or several.',
    '`1` for `{ "oneOf": [{ "minimum": 0 }, { "minimum": 1 }] }`',
  ],
  not: ['It has a form that is excluded.', '`1` for `{ "not": { "const": 1 } }`'],
  not_possible_here: [
    'It may not stand beside the others.',
    '`{ "body": 1 }` for `{ "properties": { "body": false } }`',
  ],
  invalid: ['It breaks a keyword that is not listed here.', ''],
} as const satisfies CodeTable;
export type SchemaCode = keyof typeof SCHEMA_CODES | 'required';

/** The code for a keyword that a validator of JSON Schema reports. */
export function schemaCode(keyword: string): SchemaCode {
  if (keyword === 'required') return keyword;
  if (keyword === 'false schema') return 'not_possible_here';
  return Object.hasOwn(SCHEMA_CODES, keyword) ? (keyword as SchemaCode) : 'invalid';
}
