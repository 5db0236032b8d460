import { describe, expect, it } from '@jest/globals';
import { isJsonArray, isJsonObject, type Json } from '../json.js';
import { conformance, rows, type ScopedCase } from '../testing/conformance.spec-helper.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { compileCondition, conditionProblems, traceCondition } from './compile.js';
import { OPERATORS, type Condition, type ConditionTrace } from './types.js';

interface Case extends ScopedCase {
  readonly condition: Json;
  /** Whether it holds, or what is wrong with it. */
  readonly expected: boolean | readonly { readonly pointer: string; readonly code: string }[];
}

const engines = testEngines();
const files = conformance<Case>('conditions');
const all = files.flatMap(([, file]) => rows(file).map(([, each]) => each));
const every = (trace: ConditionTrace): readonly ConditionTrace[] => [trace, ...(trace.children ?? []).flatMap(every)];
const operatorsIn = (condition: Json): readonly Json[] => {
  if (isJsonArray(condition)) return condition.flatMap(operatorsIn);
  if (!isJsonObject(condition)) return [];
  return condition.operator === undefined ? Object.values(condition).flatMap(operatorsIn) : [condition.operator];
};

describe.each(files)('conditions: %s', (_, file) => {
  it.each(rows(file))('%s', (_name, { condition: json, expected, in: scope }) => {
    const condition = json as unknown as Condition;
    const compiled = compileCondition(condition, engines);
    if (typeof expected !== 'boolean' && expected.length > 0) {
      expect(conditionProblems(json, engines).map(({ pointer, code }) => ({ pointer, code }))).toEqual(expected);
      expect(compiled.ok).toBe(false);
      if (isJsonObject(json)) expect(traceCondition(condition, scope, engines).held).toBe(false);
      return;
    }
    expect(conditionProblems(json, engines)).toEqual([]);
    if (typeof expected !== 'boolean') return;
    expect(compiled.ok && compiled.value(scope)).toBe(expected);
    const traces = every(traceCondition(condition, scope, engines));
    expect(traces[0]?.held).toBe(expected);
    expect(traces.every(({ why }) => why.length > 3)).toBe(true);
  });
});

describe('the conformance cases of conditions', () => {
  it('are many, and each is there once', () => {
    expect(all.length).toBeGreaterThanOrEqual(300);
    const inputs = all.map(({ condition, properties, scope }) => JSON.stringify([condition, properties, scope]));
    const twice = inputs.filter((input, index) => inputs.indexOf(input) !== index);
    expect(twice).toEqual([]);
  });
  it.each(OPERATORS)('show %s both holding and not holding, and with a field that is missing', (operator) => {
    const own = all.filter(({ condition, expected }) => {
      const operators = operatorsIn(condition);
      return typeof expected === 'boolean' && operators.length === 1 && operators[0] === operator;
    });
    expect(new Set(own.map(({ expected }) => expected)).size).toBe(2);
    expect(own.some(({ in: scope }) => !('x' in (scope.event as { properties: object }).properties))).toBe(true);
  });
});
