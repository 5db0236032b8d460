import type { Engines } from '../engines.js';
import { isJsonArray, isJsonObject, type Json } from '../json.js';
import { err, ok, type Outcome } from '../result-type.js';
import { Rendering } from '../template/evaluate.js';
import { parseTemplate } from '../template/parse.js';
import { isTemplate, templateTexts } from '../template/paths.js';
import { renderNative } from '../template/render-leaf.js';
import { MAX_LEAF_BYTES, quote, type Refusal } from '../template/text.js';
import type { Scope } from '../template/types.js';
import { isHoliday, MAX_HOLIDAYS } from './holidays.js';
import { MAX_PATTERN_LENGTH, PREPARE, type LeafTest } from './operators.js';
import type { ConditionLeaf, Operator } from './types.js';
import { asNumber } from './values.js';

/** A leaf's test with the operand that it compares with. */
export interface Prepared {
  readonly test: LeafTest;
  readonly expected?: Json;
}

/** A refusal, and where in the value; absent: all of it. */
export interface OperandRefusal extends Refusal {
  readonly below?: readonly (string | number)[];
}

/** Prepares a literal value once; one with placeholders is rendered and prepared for each event. */
export type PrepareOperand = (scope: Scope) => Outcome<Prepared, Refusal>;

/** Refused when a literal value cannot work with the operator. */
export function compileOperand(leaf: ConditionLeaf, engines: Engines): Outcome<PrepareOperand, OperandRefusal> {
  const settings = { caseSensitive: leaf.caseSensitive === true, engines };
  const prepare = (value: Json | undefined): Outcome<Prepared, OperandRefusal> => {
    const test = PREPARE[leaf.operator](value, settings);
    return test
      ? ok({ test, ...(value !== undefined && { expected: value }) })
      : err(operandProblem(leaf.operator, value, engines));
  };
  if (templateTexts(leaf.value).length > 0) {
    const render = compileValue(leaf.value ?? null);
    return ok((scope) => {
      const value = render(new Rendering(scope, engines, MAX_LEAF_BYTES));
      if (!value.ok) return value;
      if (value.value !== undefined) return prepare(value.value);
      return err({ code: 'invalid_operand', message: `what ${quote(leaf.value)} names is missing` });
    });
  }
  const prepared = prepare(leaf.value);
  return prepared.ok ? ok(() => prepared) : prepared;
}

type RenderValue = (rendering: Rendering) => Outcome<Json | undefined, Refusal>;

/**
 * Text with placeholders at any depth, a lone one in its native type. A lone one that is missing is left out: compared as '' it
 * would make `starts_with` and `contains` hold for every text.
 */
function compileValue(value: Json): RenderValue {
  if (isTemplate(value)) {
    const template = parseTemplate(value);
    return (rendering) => {
      const leaf = renderNative(template, 'json', rendering);
      return leaf.ok ? ok(leaf.value.value) : leaf;
    };
  }
  if (!isJsonArray(value) && !isJsonObject(value)) return () => ok(value);
  const children = Object.entries(value).map(([key, child]: [string, Json]) => [key, compileValue(child)] as const);
  return (rendering) => {
    const entries: (readonly [string, Json])[] = [];
    for (const [key, child] of children) {
      const rendered = child(rendering);
      if (!rendered.ok) return rendered;
      if (rendered.value !== undefined) entries.push([key, rendered.value]);
    }
    return ok(isJsonArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries));
  };
}

const EXPECTED: Partial<Record<Operator, string>> = {
  in: 'a list',
  not_in: 'a list',
  starts_with: 'text',
  ends_with: 'text',
  less_than: 'a number',
  less_or_equal: 'a number',
  greater_than: 'a number',
  greater_or_equal: 'a number',
  between: 'a list of two numbers, the smaller one first',
  before: 'an RFC 3339 time such as 2026-11-24T10:00:00Z',
  after: 'an RFC 3339 time such as 2026-11-24T10:00:00Z',
  within_hours: '{ zone, from: "08:00", to: "17:30", days?: ["mon", …], holidays?: ["2026-12-24", "12-25"] }',
  on_days: '{ zone, days: ["sat", "sun"] }',
  number_in_country: 'a country such as "CZ", or a list of them',
};

/** Why an operator cannot work with a value. */
function operandProblem(operator: Operator, value: Json | undefined, engines: Engines): OperandRefusal {
  if (operator === 'matches' && typeof value === 'string') {
    if (value.length <= MAX_PATTERN_LENGTH) {
      return {
        code: 'invalid_pattern',
        message: `${quote(value)} is not an RE2 pattern (no look-ahead, no back-reference), or repeats too much.`,
      };
    }
    return { code: 'pattern_too_long', message: `A pattern has at most ${MAX_PATTERN_LENGTH} characters.` };
  }
  const zone = isJsonObject(value) && Object.hasOwn(value, 'zone') ? value.zone : undefined;
  if ((operator === 'within_hours' || operator === 'on_days') && zone !== undefined) {
    const isKnown = typeof zone === 'string' && engines.localTime(0, zone) !== undefined;
    if (!isKnown) return { code: 'unknown_zone', message: `There is no time zone ${quote(zone)}.` };
  }
  const holiday = operator === 'within_hours' && isJsonObject(value) ? holidayProblem(value.holidays) : undefined;
  if (holiday) return holiday;
  if (
    operator === 'between' &&
    isJsonArray(value) &&
    value.length === 2 &&
    value.every((bound) => asNumber(bound) !== undefined)
  ) {
    return { code: 'invalid_operand', message: `No number lies between ${quote(value[0])} and ${quote(value[1])}.` };
  }
  const expected = EXPECTED[operator] ?? 'another value';
  return { code: 'invalid_operand', message: `"${operator}" compares with ${expected}, not with ${quote(value)}.` };
}

/** The first of the days that is none, at its place. */
function holidayProblem(holidays: Json | undefined): OperandRefusal | undefined {
  if (holidays === undefined) return undefined;
  if (!isJsonArray(holidays)) {
    const message = 'Holidays are a list of days such as "2026-12-24", or "12-25" for every year.';
    return { code: 'invalid_operand', message, below: ['holidays'] };
  }
  if (holidays.length > MAX_HOLIDAYS) {
    return { code: 'too_many', message: `There are at most ${MAX_HOLIDAYS} holidays.`, below: ['holidays'] };
  }
  const index = holidays.findIndex((day) => !isHoliday(day));
  if (index < 0) return undefined;
  const message = `${quote(holidays[index])} is no day such as "2026-12-24", or "12-25" for every year.`;
  return { code: 'invalid_operand', message, below: ['holidays', index] };
}
