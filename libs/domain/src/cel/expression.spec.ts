import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../json.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import type { Scope } from '../template/types.js';
import { compileCel, type Verdict } from './expression.js';
import { MAX_CEL_STEPS } from './meter.js';
import { celPaths } from './paths.js';

const engines = testEngines();
const scopeOf = (properties: Json): Scope => ({
  event: { id: 'e-1', type: 'call.ended', properties },
  steps: {},
  workflow: {},
  run: {},
  now: '2026-11-24T10:00:00Z',
});

function decide(text: string, properties: Json = {}): Verdict {
  const compiled = compileCel(text, engines);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '));
  return compiled.value.decide(scopeOf(properties));
}
const refused = (text: string): readonly string[] => {
  const compiled = compileCel(text, engines);
  return compiled.ok ? [] : compiled.error.map(({ code, message }) => `${code}: ${message}`);
};

describe('what is refused when saved', () => {
  it.each([
    ['event.properties.x >', 'cel_invalid: Line 1, column 21: Unexpected token: EOF'],
    ['event.id == "a" &&\n  evnt.id == "b"', 'cel_invalid: Line 2, column 3: Unknown variable: evnt'],
    ['event.id', undefined],
    ['event.id + "a"', 'cel_not_boolean: Line 1, column 1: An expression must give true or false, not string.'],
    ['\n\nevent.id.matches("(")', 'invalid_pattern: Line 3, column 18: This is not an RE2 pattern'],
  ])('%j', (text, message) => {
    if (message === undefined) expect(refused(text)).toEqual([]);
    else expect(refused(text)).toEqual([expect.stringContaining(message)]);
  });
  it.each([
    ['as many parts as it has characters for', `${'1+'.repeat(2_000)}1 == 1`],
    ['10,000 parts', `${'1+'.repeat(5_000)}1 == 1`],
    ['calls in calls', 'size('.repeat(600)],
    ['brackets', '('.repeat(4_000)],
    ['lists', '['.repeat(4_000)],
    ['negations', `${'!'.repeat(4_000)}true`],
    ['signs', `${'-'.repeat(4_000)}1 == 1`],
    ['choices', 'true ? true : '.repeat(290)],
    ['members', `event${'.a'.repeat(1_900)} == 1`],
    ['maps', '{"a":'.repeat(800)],
  ])('an expression of %s, without a stack that overflows', (_, text) => {
    expect(refused(text)).toEqual([expect.stringMatching(/^(too_large|too_long): /)]);
  });
  it('all that is wrong with the patterns of one expression at once', () => {
    expect(refused('event.id.matches("(") || event.id.matches(event.type) || event.id.matches("[")')).toHaveLength(3);
  });
});

describe('an expression of some hundred parts', () => {
  it.each([
    ['a chain of &&', Array.from({ length: 150 }, () => 'event.properties.x == 1').join(' && ')],
    ['a chain of +', `${'1+'.repeat(450)}1 == 451`],
    ['a chain of !', `${'!'.repeat(900)}(event.properties.x == 1)`],
  ])('is decided: %s', (_, text) => expect(decide(text, { x: 1 })).toBe(true));
});

describe('nothing but own members is reached', () => {
  it.each([
    'event.constructor',
    'event["constructor"]',
    'event.__proto__',
    'event["__proto__"]',
    'event.properties.toString',
    'event.id.constructor',
    'event.id["length"]',
    'event.properties.list.length',
    'event.properties.list["push"]',
    'event.properties.list[-1]',
    '{"a": 1}.constructor',
  ])('%s', (text) => {
    expect(decide(`dyn(${text}) == 1 || true`)).toBe(true);
    expect(decide(`dyn(${text}) != null`, { list: [1] })).toMatchObject({ undecided: expect.any(String) as unknown });
  });
  it('a member named as one of every object is one when it is there', () => {
    const properties = JSON.parse('{"constructor": 1, "__proto__": 2}') as Json;
    expect(decide('event.properties.constructor == 1 && event.properties.__proto__ == 2', properties)).toBe(true);
  });
  it.each(['[1]["constructor"] == 1', '{"__proto__": {"x": 1}}.x == 1', 'event.id.constructor("x") == 1'])(
    'or is refused when saved: %s',
    (text) => expect(refused(text)).toEqual([expect.stringMatching(/^cel_/)]),
  );
});

describe('no event makes it throw', () => {
  const names = fc.constantFrom('a', 'toString', 'valueOf', '__proto__', 'constructor', 'length', 'then');
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(
        null,
        true,
        '',
        'a',
        '1',
        '2026-11-24T10:00:00Z',
        '1h',
        'UTC',
        '\ud800',
        0,
        -0,
        1.5,
        2 ** 63,
      ),
      fc.constantFrom<Json>(-1e308, '9'.repeat(30), '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '-9999999h'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(names, tie('value')), { maxLength: 3 })
        .map(
          (members): Json => JSON.parse(`{${members.map(([n, v]) => `"${n}":${JSON.stringify(v)}`).join()}}`) as Json,
        ),
    ),
  }));
  const [x, y] = ['event.properties.x', 'event.properties.y'];
  const binary = ['==', '!=', '<', '>=', '+', '-', '*', '/', '%', 'in'].map(
    (sign) => `dyn(dyn(${x}) ${sign} dyn(${y}))`,
  );
  const unary = ['size', 'int', 'double', 'string', 'bool', 'timestamp', 'duration'].map(
    (name) => `dyn(${name}(${x}))`,
  );
  const parts = ['getFullYear', 'getDayOfYear', 'getHours', 'getMilliseconds'].flatMap((part) => [
    `timestamp(${x}).${part}(${y})`,
    `duration(${x}).getHours() + timestamp(${y}).${part}("America/New_York")`,
  ]);
  const others = [`${x}[${y}]`, `${x}[?${y}].orValue(1)`, `-${x}`, `!${x}`, `${x} ? ${y} : ${x}`, `${x}.contains(${y})`, `timestamp(${x}) + duration(${y})`, `${x}.map(e, e[${y}])`, `string(dyn(timestamp(${x}) - timestamp(${y})))`]; // prettier-ignore
  it.each([...binary, ...unary, ...parts, ...others])('%s', (text) => {
    const compiled = compileCel(`dyn(${text}) == ${x} || dyn(${text}) != null`, engines);
    if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '));
    fc.assert(
      fc.property(value, value, (one, other) => {
        const verdict = compiled.value.decide(scopeOf({ x: one, y: other }));
        expect(['boolean', 'object']).toContain(typeof verdict);
      }),
      { examples: [[[1], { toString: null, valueOf: null }]], numRuns: 150 },
    );
  });
});

describe('the cost of one decision has a limit', () => {
  const list = Array.from({ length: 1_000 }, (_, index) => index);
  const text = 'a'.repeat(16_000);
  const members = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]));
  it.each([
    ['loops in loops', 'l.all(a, l.all(b, l.all(c, a + b + c >= 0)))'],
    ['a loop that keeps all', 'l.map(a, l).map(b, b.map(c, c)).size() > 0'],
    ['lists that are put together', 'l.map(a, l + l + l + l).size() > 0'],
    ['lists that are compared', 'l.all(a, l == l)'],
    ['objects that are compared', 'l.all(a, l.all(b, {} != o))'],
    ['objects that are measured', 'l.all(a, l.all(b, size(o) > 0))'],
    ['lists that are searched', 'l.all(a, -1 in l || true)'],
    ['text that is put together', 'l.all(a, t + t + t + t != "")'],
    ['text that is searched', 'l.all(a, t.matches("(a|aa)+b") || true)'],
    ['text that is measured', 'l.all(a, size(t) > 0)'],
    ['text that is changed', 'u.lowerAscii() != "" && u.upperAscii() != ""'],
    ['zones', 'l.all(a, timestamp(now).getHours("Europe/Prague") >= 0)'],
  ])('%s', (_, short) => {
    const expression = short.replace(/\b[lotu]\b/g, (name) => `event.properties.${name}`);
    const started = performance.now();
    expect(decide(expression, { l: list, o: members, t: text, u: 'aA '.repeat(15_000) })).toEqual({
      undecided: `it takes over ${MAX_CEL_STEPS} steps`,
    });
    // Far above what it takes, far below what it would take without a limit.
    expect(performance.now() - started).toBeLessThan(1_000);
  });
  it('text that is almost a number is read once', () => {
    const started = performance.now();
    expect(decide('double(event.properties.t) > 1.0', { t: `${'1'.repeat(64_000)}x` })).toMatchObject({
      undecided: 'a text is not a number',
    });
    expect(performance.now() - started).toBeLessThan(100);
  });
  it('and is the same each time, whatever was decided before', () => {
    const compiled = compileCel('event.properties.l.all(a, event.properties.l.exists(b, b == a))', engines);
    const decisions = [10, 1_000, 10, 1_000].map((length) =>
      compiled.ok ? compiled.value.decide(scopeOf({ l: list.slice(0, length) })) : undefined,
    );
    expect(decisions).toEqual([true, expect.anything(), true, expect.anything()]);
    expect(decisions[1]).toEqual(decisions[3]);
  });
});

it.each<[string, string[]]>([
  ['event.properties.tags[0] == "a"', ['event.properties.tags.0']],
  ['event . properties\n.tags', ['event.properties.tags']],
  ['event.?properties.?x.orValue(1) == 1', ['event.properties.x']],
  ['event["properties"][?"a-b"] == 1', ['event.properties.a-b']],
  ['steps.crm.output.vip && steps["b"].status == "dead"', ['steps.crm.output.vip', 'steps.b.status']],
  ['event.properties[event.type] == now', ['event.properties', 'event.type', 'now']],
  ['has(run.id) // workflow.name\n', ['run.id']],
  ['"event.id" == \'steps.x\' || r"now" == """run"""', []],
  ['x.event.y == 1', []],
  // A backslash takes its next character along: no text ends at it.
  ['r"\\\n" == steps.b.status || "" == ""', ['steps.b.status']],
  ['"""\\"""" == steps.b.status || "" == """"""', ['steps.b.status']],
  ["'''\\''' + steps.a.status''' == steps.b.status", ['steps.b.status']],
  ['event["\\x69d"] == 1', ['event']],
  ['event.properties.tags.exists(t, t == workflow.name)', ['event.properties.tags', 'workflow.name']],
])('celPaths: %s reads %j', (text, paths) => {
  expect(celPaths(text).map((path) => path.join('.'))).toEqual(paths);
});

it('celPaths takes time by the length of the text', () => {
  const started = performance.now();
  expect(celPaths('\\"'.repeat(100_000))).toEqual([]);
  expect(performance.now() - started).toBeLessThan(500);
});
