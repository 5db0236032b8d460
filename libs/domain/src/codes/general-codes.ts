import type { CodeTable } from './code-table.js';

/** Of whatever is a JSON document: workflows, events, bodies. */
export const GENERAL_CODES = {
  required: ['It is missing.', 'a workflow without `metadata`'],
  wrong_type: ['It has another type of JSON.', '`"steps": {}`, which is a list'],
  unknown_field: ['Nothing has this name here; `message` tells the nearest one.', '`"trigers"` in `spec`'],
  invalid_choice: ['It is none of the values that are possible.', '`"onFailure": "ignore"`'],
  empty: ['It has to hold something.', '`"events": []`, an event with the id `""`'],
  too_long: ['The text has too many characters or bytes.', 'a description of over 2,000 characters'],
  too_many: ['The list or object has too many members.', 'a workflow of a hundred labels'],
  too_large: ['The whole is too large, or the number.', 'a document over 256 KiB, `?limit=1000`'],
  too_deep: ['It nests too deeply.', 'conditions eleven levels deep'],
  out_of_range: ['The number is not within its bounds.', '`"maxAttempts": 0`'],
} as const satisfies CodeTable;
export type GeneralCode = keyof typeof GENERAL_CODES;
