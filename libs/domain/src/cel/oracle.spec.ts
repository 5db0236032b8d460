import { tests as suite } from '@bufbuild/cel-spec/testdata/conformance.js';
import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../json.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import type { Scope } from '../template/types.js';
import { CelCompiler } from './compile.js';
import { MAX_CEL_STEPS } from './meter.js';
import { Fault, type CelValue } from './values.js';

/** Suites of the specification's own tests that are left out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  bindings_ext: 'an extension of the language',
  block_ext: 'an extension of the language',
  encoders_ext: 'an extension of the language',
  math_ext: 'an extension of the language',
  string_ext: 'an extension of the language; lowerAscii, upperAscii and trim have cases of their own',
  macros2: 'an extension of the language',
  proto2_ext: 'an extension of the language',
  dynamic: 'protobuf messages',
  enums: 'protobuf messages',
  proto2: 'protobuf messages',
  proto3: 'protobuf messages',
  wrappers: 'protobuf messages',
  namespace: 'protobuf messages and containers',
  type_deductions: 'names of types, which are no values here',
  unknowns: 'it has no tests',
};

/** Single tests that are left out by what they write, and why. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/\.\s*proto[23]|google\.protobuf|TestAllTypes/, 'protobuf messages'],
  [/\b(0x[0-9a-f]+|\d+)u\b|\buint\(/i, 'unsigned numbers, which JSON does not have'],
  [/\b[rR]?[bB][rR]?['"]|\bbytes\b/, 'bytes, which JSON does not have'],
  [/\btype\(|^(bool|u?int|double|string|list|map|null_type|type)$/, 'names of types, which are no values here'],
  [
    /\{\s*(-?\d|true|false|\[)|,\s*(\d+|true|false|\[[^\]]*\])\s*:(?!.*\?)/,
    'keys of a map that are no text, which JSON does not have',
  ],
  [/optional\.|optMap|optFlatMap|optional_type|\{\?|\[\?/, 'optional values beside what .? and [?] give'],
  [/`/, 'names in backticks: ["content-type"] reads the same'],
  [
    /^a\.\w+\(\) \|\| true$|^(x|f_unknown\(17\)) \|\| true$/,
    'unknown names, which are refused when saved rather than met by an event',
  ],
  [/has\(\{/, 'has() of a map that is written there'],
];

/** Tests whose expression is refused or means something else, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'logic/AND/short_circuit_type_left': 'the grammar refuses it when saved: types that can never meet',
  'logic/AND/short_circuit_type_right': 'the grammar refuses it when saved: types that can never meet',
  'logic/OR/short_circuit_type_left': 'the grammar refuses it when saved: types that can never meet',
  'logic/OR/short_circuit_type_right': 'the grammar refuses it when saved: types that can never meet',
  'logic/conditional/mixed_type': 'the grammar refuses it when saved: types that can never meet',
  'comparisons/eq_literal/not_eq_list_length': 'the grammar refuses it when saved: types that can never meet',
  'comparisons/eq_literal/eq_mixed_types': 'the grammar refuses it when saved: types that can never meet',
  'comparisons/eq_literal/eq_list_elem_mixed_types': 'the grammar refuses it when saved: types that can never meet',
  'macros/all/list_empty': 'refused when saved: elements of an empty list that is written there',
  'optionals/optionals/optional_chaining_11': 'refused when saved: elements of an empty list that is written there',
  'optionals/optionals/map_undefined_entry_hasValue':
    'refused when saved: elements of an empty list that is written there',
  'comparisons/gt_literal/not_gt_double': 'refused when saved: a number begins with a digit',
  'parse/nest/parens': 'refused when saved: over 32 levels deep',
  'timestamps/timestamp_conversions/toString_timestamp_nanos':
    'refused when saved: times are turned into text and numbers by dyn() only',
  'timestamps/timestamp_conversions/toString_timestamp':
    'refused when saved: times are turned into text and numbers by dyn() only',
  'timestamps/timestamp_conversions/toInt_timestamp':
    'refused when saved: times are turned into text and numbers by dyn() only',
  'timestamps/duration_conversions/toString_duration':
    'refused when saved: times are turned into text and numbers by dyn() only',
  'conversions/int/timestamp': 'refused when saved: times are turned into text and numbers by dyn() only',
  'conversions/identity/timestamp': 'refused when saved: times are turned into text and numbers by dyn() only',
  'conversions/identity/duration': 'refused when saved: times are turned into text and numbers by dyn() only',
  'timestamps/timestamp_arithmetic/add_time_to_duration': 'refused when saved: the time comes first',
  'comparisons/lte_literal/lte_dyn_big_double_int': 'whole numbers and decimals compare exactly, not rounded',
  'comparisons/lt_literal/not_lt_dyn_int_big_lossy_double': 'whole numbers and decimals compare exactly, not rounded',
  'comparisons/gte_literal/gte_dyn_int_big_lossy_double': 'whole numbers and decimals compare exactly, not rounded',
  'comparisons/gt_literal/not_gt_dyn_big_double_int': 'whole numbers and decimals compare exactly, not rounded',
};

interface Original extends JsonObject {
  readonly expr: string;
}
const engines = testEngines();

const isOurs = ({ bindings, container, typeEnv, expr }: Original): boolean =>
  !bindings && !container && !typeEnv && !UNSUPPORTED.some(([pattern]) => pattern.test(expr));

const cases = (suite.suites ?? [])
  .filter(({ name }) => !(name in LEFT_OUT))
  .flatMap(({ name, suites = [] }) =>
    suites.flatMap((section) =>
      (section.tests ?? []).map(
        ({ original }) => [`${name}/${section.name}/${original.name}`, original as unknown as Original] as const,
      ),
    ),
  )
  .filter(([, original]) => isOurs(original));

function evaluate(expression: string): CelValue | Fault {
  const parsed = engines.parseCel(expression);
  if (!parsed.ok) return new Fault(`refused: ${parsed.error.message}`);
  const compiler = new CelCompiler(expression, engines);
  const run = compiler.compile(parsed.value.ast);
  const [slip] = compiler.slips;
  return slip ? new Fault(`refused: ${slip.message}`) : run({ scope: {} as Scope, meter: { left: MAX_CEL_STEPS } });
}

/** What a test expects, as our values: whole numbers are bigint, those of JSON doubles. */
function expectedOf(value: Json | undefined): unknown {
  const [kind, inner] = Object.entries((value ?? { boolValue: true }) as JsonObject)[0] ?? [];
  if (kind === 'int64Value') return BigInt(inner as string);
  if (kind === 'doubleValue') return Number(inner);
  if (kind === 'nullValue') return null;
  if (kind === 'listValue') return ((inner as { values?: Json[] }).values ?? []).map(expectedOf);
  if (kind !== 'mapValue') return inner;
  const entries = (inner as { entries?: { key: Json; value: Json }[] }).entries ?? [];
  return Object.fromEntries(entries.map(({ key, value: member }) => [expectedOf(key), expectedOf(member)]));
}

const isError = ({ evalError, evalErrors }: Original) => evalError !== undefined || evalErrors !== undefined;

describe("the tests of CEL's specification", () => {
  it.each(cases.filter(([name]) => !(name in DIFFERENT)))('%s', (_, original) => {
    const value = evaluate(original.expr);
    if (isError(original)) return expect(value).toBeInstanceOf(Fault);
    expect(value).toEqual(expectedOf(original.value));
  });
  it('are left out only where they still differ', () => {
    const agreeing = cases.filter(([name, original]) => {
      if (!(name in DIFFERENT)) return false;
      const value = evaluate(original.expr);
      return isError(original)
        ? value instanceof Fault
        : !(value instanceof Fault) && same(value, expectedOf(original.value));
    });
    expect(agreeing.map(([name]) => name)).toEqual([]);
    expect(Object.keys(DIFFERENT).filter((name) => !cases.some(([known]) => known === name))).toEqual([]);
  });
  it('are many', () => expect(cases.length).toBeGreaterThan(600));
});

const text = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
const same = (value: unknown, other: unknown): boolean => text(value) === text(other);
