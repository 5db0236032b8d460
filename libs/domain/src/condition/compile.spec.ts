import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../json.js';
import type { Scope } from '../template/types.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { compileCondition, conditionPaths, conditionProblems, traceCondition } from './compile.js';
import { OPERATORS, type Condition, type ConditionTrace } from './types.js';

const engines = testEngines();
const scopeWith = (properties: Json): Scope => ({
  event: { id: 'e-1', type: 'call.ended', time: '2026-11-24T10:00:00Z', properties },
  steps: {},
  workflow: {},
  run: {},
  now: '2026-11-28T09:00:00Z',
});
const leaf = (operator: string, value?: Json, field = 'event.properties.x'): Condition =>
  ({ field, operator, ...(value !== undefined && { value }) }) as unknown as Condition;
const trace = (condition: Condition, properties: Json = {}) =>
  traceCondition(condition, scopeWith(properties), engines);
const holds = (condition: Condition, properties: Json = {}) => {
  const compiled = compileCondition(condition, engines);
  return compiled.ok && compiled.value(scopeWith(properties));
};

describe('traceCondition', () => {
  const hours = { zone: 'Europe/Prague', from: '08:00', to: '17:30', days: ['mon', 'fri'] };
  it.each<[Condition, Json, string]>([
    [leaf('equals', 'incoming'), { x: 'outgoing' }, '"outgoing" is not "incoming"'],
    [leaf('equals', 'incoming'), { x: 'Incoming' }, '"Incoming" is "incoming"'],
    [leaf('equals', 'incoming'), {}, 'event.properties.x is missing'],
    [leaf('not_equals', 'a'), {}, 'event.properties.x is missing'],
    [leaf('contains', '5555'), { x: '+420' }, '"+420" does not contain "5555"'],
    [leaf('contains', 'a'), { x: 3 }, '3 is neither text nor a list'],
    [leaf('in', ['a', 'b']), { x: 'c' }, '"c" is none of ["a","b"]'],
    [leaf('less_than', 1), { x: 0 }, '0 is less than 1'],
    [leaf('less_than', 1), { x: 'many' }, '"many" is not a number'],
    [leaf('between', [1, 3]), { x: 4 }, '4 does not lie between 1 and 3'],
    [leaf('starts_with', '+'), { x: 420 }, '420 is not text'],
    [leaf('matches', '^a'), { x: 'b' }, '"b" does not match "^a"'],
    [leaf('is_set'), { x: null }, 'null counts as not set'],
    [leaf('is_not_set'), {}, 'event.properties.x is missing'],
    [leaf('is_true'), { x: [true] }, '[true] is neither true nor false'],
    [leaf('is_true'), { x: 'no' }, '"no" counts as false'],
    [leaf('is_empty'), { x: [] }, '[] is empty'],
    [leaf('before', '2026-01-01T00:00:00Z'), { x: 'soon' }, '"soon" is not an RFC 3339 time'],
    [leaf('within_hours', hours, 'now'), {}, '"2026-11-28T09:00:00Z" lies outside 08:00 to 17:30 on mon, fri in Europe/Prague'],
    [leaf('on_days', { zone: 'UTC', days: ['sat'] }, 'now'), {}, '"2026-11-28T09:00:00Z" falls on sat in UTC'],
    [leaf('number_in_country', ['CZ', 'SK']), { x: '+12025550142' }, '"+12025550142" is not a number of CZ or SK'],
    [leaf('changed'), { x: 'a', previous: { x: 'b' } }, '"a" changed from "b"'],
    [leaf('changed'), { x: 'a', previous: { x: 'a' } }, '"a" is the same as before'],
    [leaf('changed'), { x: 'a' }, '"a" has no previous value'],
    [leaf('changed_to', 'a'), { x: 'a', previous: { x: 'b' } }, '"a" changed to "a" from "b"'],
    [leaf('changed_to', 'a'), { x: 'a' }, '"a" did not change to "a": there is no previous value'],
    [leaf('equals', '{{event.properties.y}}'), { x: 'a', y: 'b' }, '"a" is not "b"'],
    [leaf('equals', '{{event.properties.y}}'), { x: 'a' }, 'the value cannot be compared with: what "{{event.properties.y}}" names is missing'],
    [leaf('less_than', '{{event.properties.y}}'), { x: 1, y: 'a' }, 'the value cannot be compared with: "less_than" compares with a number, not with "a".'],
    [{ all: [leaf('is_set'), leaf('is_true')] }, { x: 'a' }, '1 of 2 does not hold'],
    [{ any: [leaf('is_true'), leaf('is_false')] }, {}, 'none of 2 holds'],
    [{ not: leaf('is_set') }, { x: 1 }, 'what must not hold does'],
    [leaf('equal', 'a'), {}, 'It cannot be decided. /operator: There is no operator "equal". Did you mean "equals"?'],
  ])('%j of %j: %s', (condition, properties, why) => {
    expect(trace(condition, properties).why).toBe(why);
  }); // prettier-ignore

  it('says for each leaf where it is and what it compared', () => {
    const condition: Condition = { all: [leaf('equals', '{{event.type}}', 'event.type'), { not: leaf('is_set') }] };
    expect(trace(condition)).toEqual({
      ...{ pointer: '', held: true, kind: 'all', why: '2 of 2 hold' },
      children: [
        {
          ...{ pointer: '/all/0', held: true, kind: 'leaf', field: 'event.type', operator: 'equals' },
          ...{ expected: 'call.ended', actual: 'call.ended', why: '"call.ended" is "call.ended"' },
        },
        {
          ...{ pointer: '/all/1', held: true, kind: 'not', why: 'what must not hold does not' },
          children: [
            {
              ...{ pointer: '/all/1/not', held: false, kind: 'leaf', field: 'event.properties.x', operator: 'is_set' },
              why: 'event.properties.x is missing',
            },
          ],
        },
      ],
    });
  });
  it('leaves what is missing out of lists and objects', () => {
    expect(
      trace(leaf('in', ['a', '{{event.properties.y}}', { b: '{{event.properties.y}}' }]), { x: 'a' }),
    ).toMatchObject({
      held: true,
      expected: ['a', {}],
    });
  });
  it('cuts what it quotes', () => {
    expect(trace(leaf('equals', 'b'), { x: 'a'.repeat(100_000) }).why.length).toBeLessThan(200);
  });
});

describe('limits', () => {
  it('searches text of 16 KiB and not a byte more', () => {
    const pattern = leaf('matches', 'end$');
    expect(holds(pattern, { x: `${'a'.repeat(16_381)}end` })).toBe(true);
    expect(holds(pattern, { x: `${'a'.repeat(16_382)}end` })).toBe(false);
    expect(holds(pattern, { x: `${'č'.repeat(8_191)}end` })).toBe(false);
    expect(trace(pattern, { x: `${'a'.repeat(16_382)}end` }).why).toContain('longer than the 16 KiB');
  });
  it('takes time in proportion to the text, whatever the pattern', () => {
    // An engine that backtracks would not come back from this.
    expect(holds(leaf('matches', '^(a+)+$'), { x: `${'a'.repeat(16_000)}b` })).toBe(false);
  });
  it('never throws on what nests deeper than the stack', () => {
    const list = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json;
    const nested = JSON.parse(`${'{"not":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as Json;
    expect(conditionProblems(nested, engines)).toMatchObject([{ code: 'too_deep', pointer: '' }]);
    expect(conditionProblems(leaf('equals', list) as unknown as Json, engines)).toMatchObject([{ code: 'too_deep' }]);
    const properties: Json = { x: list, previous: { x: list } };
    expect(OPERATORS.filter((operator) => trace(leaf(operator, [], 'event.properties.x'), properties).held)).toEqual([
      'not_equals',
      'not_contains',
      'not_in',
    ]);
    expect(holds(leaf('changed'), properties)).toBe(true);
    expect(holds(leaf('is_true'), properties)).toBe(false);
  });
  it('prepares no leaf beyond the 200 that are allowed', () => {
    const problems = conditionProblems(
      { any: Array.from({ length: 201 }, () => leaf('matches', '(') as unknown as Json) },
      engines,
    );
    expect(problems).toMatchObject([{ code: 'too_many', pointer: '' }]);
  });
});

it('conditionPaths names the fields, what they were before, and what values read', () => {
  const condition: Condition = {
    any: [leaf('changed', undefined, 'event.properties.a'), { not: leaf('in', ['{{steps.crm.output}}'], 'now') }],
  };
  expect(conditionPaths(condition)).toEqual([
    ['event', 'properties', 'a'],
    ['event', 'properties', 'previous', 'a'],
    ['now'],
    ['steps', 'crm', 'output'],
  ]);
});

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('a', 'A', '1', 1, 0, true, null, ['a'], [1, 3], '2026-11-24T10:00:00Z', '+420228880000', 'CZ', 'yes', '', '^a', '{{event.properties.y}}', { zone: 'UTC', days: ['tue'] }, { zone: 'UTC', from: '08:00', to: '17:00' }),
); // prettier-ignore
const anyLeaf = fc.record(
  {
    field: fc.constantFrom('event.properties.x', 'event.properties.y', 'event.time', 'now', 'steps.a.output'),
    operator: fc.constantFrom(...OPERATORS),
    value,
    caseSensitive: fc.boolean(),
  },
  { requiredKeys: ['field', 'operator'] },
);
const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    anyLeaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));
const properties = fc.record({ x: value, y: value, previous: fc.record({ x: value }) }, { requiredKeys: [] });

describe('whatever comes', () => {
  it('the compiled condition and the traced one agree, and a group agrees with its members', () => {
    const check = ({ kind, held, children = [] }: ConditionTrace): void => {
      if (kind === 'all') expect(held).toBe(children.every((child) => child.held));
      if (kind === 'any') expect(held).toBe(children.some((child) => child.held));
      if (kind === 'not') expect(held).toBe(!children[0]?.held);
      children.forEach(check);
    };
    let compiled = 0;
    fc.assert(
      fc.property(condition, properties, (any, data) => {
        const [json, scope] = [any as Condition, scopeWith(data as Json)];
        const outcome = compileCondition(json, engines);
        const traced = traceCondition(json, scope, engines);
        expect(outcome.ok && outcome.value(scope)).toBe(traced.held);
        expect(conditionProblems(json as unknown as Json, engines).length === 0).toBe(outcome.ok);
        if (outcome.ok) check(traced);
        compiled += outcome.ok ? 1 : 0;
      }),
      { numRuns: 3_000 },
    );
    expect(compiled).toBeGreaterThan(100);
  });
  it('problems of any JSON are found without throwing', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => Array.isArray(conditionProblems(json as Json, engines))));
  });
});
