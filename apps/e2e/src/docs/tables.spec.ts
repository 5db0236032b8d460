import { describe, expect, it } from '@jest/globals';
import {
  compileCondition,
  conditionProblems,
  FILTER_NAMES,
  OPERATORS,
  renderParams,
  VALUE_FORMATS,
  type Condition,
  type Json,
  type JsonObject,
  type Landing,
  type Scope,
} from '@hookswitch/domain';
import { createEngines } from '@hookswitch/platform';
import { codesIn, readPage, tableOf } from './pages.js';

const guide = readPage('docs/guides/conditions-and-templates.md');
const engines = createEngines();
const MISSING = 'missing';
const REFUSED = 'refused';

describe('the table of operators', () => {
  const rows = tableOf(guide, 'operator');

  it('has every operator, in the order of the code', () => {
    expect([...new Set(rows.map(([operator = '']) => codesIn(operator)[0]))]).toEqual([...OPERATORS]);
  });

  const examples = rows.flatMap(([operator = '', value = '', holds = '', fails = '']) => {
    const [name = ''] = codesIn(operator);
    const [operand] = codesIn(value);
    const condition = {
      field: 'event.properties.x',
      operator: name,
      ...(operand !== undefined && { value: JSON.parse(operand) as Json }),
    };
    const each = (cell: string, expected: boolean) =>
      codesIn(cell).map((given) => ({ name, value: operand ?? '', given, expected, condition }));
    return [...each(holds, true), ...each(fails, false)];
  });

  it.each(examples)('$name $value: $given is $expected', ({ condition, given, expected }) => {
    expect(conditionProblems(condition, engines)).toEqual([]);
    const compiled = compileCondition(condition as Condition, engines);
    expect(compiled.ok && compiled.value(scopeOf(given))).toBe(expected);
  });
});

describe('the table of filters', () => {
  const rows = tableOf(guide, 'filter').map((row) => row.map((cell) => codesIn(cell)[0] ?? ''));

  it('has every filter', () => {
    expect(new Set(rows.map(([filter = '']) => filter.split(':')[0]))).toEqual(new Set(FILTER_NAMES));
  });

  it.each(rows)('%s of %s is %s', (filter, given, result) => {
    expect(rendered(`{{event.properties.x | ${filter}}}`, 'text', given)).toEqual(resultOf(result));
  });
});

describe('the table of value formats', () => {
  const rows = tableOf(guide, 'format').map((row) => row.map((cell) => codesIn(cell)[0] ?? ''));

  it('has every format', () => {
    expect(new Set(rows.map(([format]) => format))).toEqual(new Set(VALUE_FORMATS));
  });

  it.each(rows)('%s of %s is %s', (format, given, sent) => {
    const entry = { key: 'x', value: '{{event.properties.x}}', format } as JsonObject;
    const value = resultOf(sent);
    expect(rendered([entry], 'values', given)).toEqual(value === REFUSED ? REFUSED : [{ key: 'x', value }]);
  });
});

const resultOf = (code = ''): Json => (code === REFUSED ? REFUSED : (JSON.parse(code) as Json));

function rendered(param: Json, landing: Landing, given = ''): Json | undefined {
  const outcome = renderParams({ p: param }, { p: landing }, scopeOf(given), engines);
  return outcome.ok ? outcome.value.params.p : REFUSED;
}

/** `before → now` gives the field a past. */
function scopeOf(given: string): Scope {
  const [now = '', before] = given.split(' → ').reverse();
  const past = before === undefined ? {} : { previous: fieldOf(before) };
  const event = { id: 'e-1', type: 'call.ended', properties: { ...fieldOf(now), ...past } };
  return { event, steps: {}, workflow: {}, run: {}, now: '2026-11-24T10:00:00Z' };
}

const fieldOf = (code: string): JsonObject => (code === MISSING ? {} : { x: JSON.parse(code) as Json });
