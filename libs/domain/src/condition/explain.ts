import { isJsonArray, isJsonObject, type Json } from '../json.js';
import { exceedsBytes, quote } from '../template/text.js';
import { MAX_MATCHED_BYTES } from './operators.js';
import type { ConditionLeaf, ConditionTrace, Operator } from './types.js';
import { asInstant, asNumber, isFlag } from './values.js';

/** What one leaf compared, and what came of it. */
export interface Compared {
  readonly held: boolean;
  readonly actual: Json | undefined;
  readonly expected: Json | undefined;
  readonly previous: Json | undefined;
}

/** What is said between the value and the operand, when it is so and when it is not. */
const WORDS: Readonly<Record<Operator, readonly [yes: string, no: string]>> = {
  equals: ['is', 'is not'],
  not_equals: ['is not', 'is'],
  contains: ['contains', 'does not contain'],
  not_contains: ['does not contain', 'contains'],
  starts_with: ['starts with', 'does not start with'],
  ends_with: ['ends with', 'does not end with'],
  matches: ['matches', 'does not match'],
  in: ['is one of', 'is none of'],
  not_in: ['is none of', 'is one of'],
  less_than: ['is less than', 'is not less than'],
  less_or_equal: ['is at most', 'is more than'],
  greater_than: ['is greater than', 'is not greater than'],
  greater_or_equal: ['is at least', 'is less than'],
  between: ['lies between', 'does not lie between'],
  is_set: ['is set', 'counts as not set'],
  is_not_set: ['counts as not set', 'is set'],
  is_true: ['counts as true', 'counts as false'],
  is_false: ['counts as false', 'counts as true'],
  is_empty: ['is empty', 'is not empty'],
  is_not_empty: ['is not empty', 'is empty'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
  within_hours: ['lies within', 'lies outside'],
  on_days: ['falls on', 'does not fall on'],
  number_in_country: ['is a number of', 'is not a number of'],
  changed: ['changed from', 'is the same as before'],
  changed_to: ['changed to', 'did not change to'],
  any_item: ['has an element with', 'has no element with'],
  all_items: ['has only elements with', 'has an element without'],
  no_item: ['has no element with', 'has an element with'],
};

/** Says in words what a leaf compared and why it did or did not hold: `"outgoing" is not "incoming"`. */
export function explainLeaf({ field, operator }: ConditionLeaf, compared: Compared): string {
  const { held, actual, expected, previous } = compared;
  if (actual === undefined) return `${field} is missing`;
  const misfit = held ? undefined : misfitOf(operator, actual);
  if (misfit !== undefined) return `${quote(actual)} ${misfit}`;
  const [yes, no] = WORDS[operator];
  const said = `${quote(actual)} ${held ? yes : no}`;
  if (operator === 'changed') return held ? `${said} ${quote(previous)}` : explainSame(actual, previous);
  if (operator === 'changed_to') return explainChangedTo(`${said} ${quote(expected)}`, compared);
  return expected === undefined ? said : `${said} ${operandInWords(operator, expected)}`;
}

const explainSame = (actual: Json, previous: Json | undefined): string =>
  previous === undefined ? `${quote(actual)} has no previous value` : `${quote(actual)} is the same as before`;

function explainChangedTo(said: string, { held, previous }: Compared): string {
  if (previous === undefined) return `${said}: there is no previous value`;
  return held ? `${said} from ${quote(previous)}` : `${said}: it was ${quote(previous)} before`;
}

const NUMERIC: readonly Operator[] = ['less_than', 'less_or_equal', 'greater_than', 'greater_or_equal', 'between'];
const TEXT: readonly Operator[] = ['starts_with', 'ends_with', 'matches', 'number_in_country'];
const TIME: readonly Operator[] = ['before', 'after', 'within_hours', 'on_days'];
const FLAG: readonly Operator[] = ['is_true', 'is_false'];

/** Why a value can never hold, whatever it is compared with. */
function misfitOf(operator: Operator, actual: Json): string | undefined {
  if (NUMERIC.includes(operator) && asNumber(actual) === undefined) return 'is not a number';
  if (TEXT.includes(operator) && typeof actual !== 'string') return 'is not text';
  if (TIME.includes(operator) && asInstant(actual) === undefined) return 'is not an RFC 3339 time';
  if (FLAG.includes(operator) && !isFlag(actual)) return 'is neither true nor false';
  if (operator === 'contains' && typeof actual !== 'string' && !isJsonArray(actual))
    return 'is neither text nor a list';
  if (operator === 'matches' && typeof actual === 'string' && exceedsBytes(actual, MAX_MATCHED_BYTES)) {
    return `is longer than the ${MAX_MATCHED_BYTES / 1024} KiB that are searched`;
  }
  return undefined;
}

function operandInWords(operator: Operator, expected: Json): string {
  if (operator === 'between' && isJsonArray(expected)) return `${quote(expected[0])} and ${quote(expected[1])}`;
  if (operator === 'number_in_country' && isJsonArray(expected)) return expected.map(plain).join(' or ');
  if ((operator !== 'within_hours' && operator !== 'on_days') || !isJsonObject(expected)) return quote(expected);
  const { zone, from, to, days, holidays } = expected;
  const onDays = isJsonArray(days) ? days.map(plain).join(', ') : '';
  const hours = operator === 'within_hours' ? `${plain(from)} to ${plain(to)}${onDays && ' on '}` : '';
  const free = isJsonArray(holidays) && holidays.length > 0 ? ` but for ${count(holidays)}` : '';
  return `${hours}${onDays} in ${plain(zone)}${free}`;
}

const count = ({ length }: readonly Json[]): string => `${length} ${length === 1 ? 'holiday' : 'holidays'}`;

const plain = (value: Json | undefined): string => (typeof value === 'string' ? value : quote(value));

/** Says how many members of a group hold. */
export function explainGroup(kind: 'all' | 'any' | 'not', children: readonly ConditionTrace[]): string {
  const held = children.filter((child) => child.held).length;
  if (kind === 'not') return held > 0 ? 'what must not hold does' : 'what must not hold does not';
  if (kind === 'all' && held < children.length) {
    const failed = children.length - held;
    return `${failed} of ${children.length} ${failed === 1 ? 'does' : 'do'} not hold`;
  }
  if (held === 0) return `none of ${children.length} holds`;
  return `${held} of ${children.length} ${held === 1 ? 'holds' : 'hold'}`;
}
