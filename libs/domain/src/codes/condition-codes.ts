import type { CodeTable } from './code-table.js';

/** Of conditions and expressions, beside what they share with others. */
export const CONDITION_CODES = {
  unknown_operator: ['There is no such operator.', '`"operator": "is"`'],
  value_not_used: ['The operator takes no value.', '`is_set` with a `value`'],
  invalid_operand: ['The operator cannot work with this value.', '`between` with `[9, 1]`'],
  operator_type_mismatch: [
    'The field has a type that the operator never holds for.',
    '`less_than` for a field that is text',
  ],
  no_previous_value: ['Only fields of `event.properties` have a previous value.', '`changed` for `event.type`'],
  invalid_pattern: ['It is not a pattern that RE2 knows.', '`(?=a)`'],
  pattern_too_long: ['The pattern has too many characters.', 'a pattern of 600 characters'],
  unknown_zone: ['There is no such time zone.', '`"zone": "Europe/Brno"`'],
  not_of_item: ['Inside a quantifier a field begins with `item`.', '`event.type` inside `any_item`'],
  cel_in_item: ['An expression does not stand inside a quantifier.', '`{ "cel": … }` inside `any_item`'],
  cel_invalid: ['The expression cannot be read; the message has line and column.', '`event.type ==`'],
  cel_unsupported: ['The expression uses what there is not here.', '`b"bytes"`, a function that does not exist'],
  cel_not_boolean: ['The expression gives something else than true or false.', '`1 + 2`'],
  cel_pattern_not_literal: ['The pattern of `matches` is not literal text.', '`event.type.matches(event.source)`'],
} as const satisfies CodeTable;
