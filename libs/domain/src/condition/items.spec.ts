import { describe, expect, it } from '@jest/globals';
import type { Json } from '../json.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import type { Scope } from '../template/types.js';
import { compileCondition, traceCondition } from './compile.js';
import { MAX_ITEM_STEPS, QUANTIFIERS, type Condition } from './types.js';

const engines = testEngines();
const scopeOf = (x: Json): Scope => ({ event: { properties: { x } }, steps: {}, workflow: {}, run: {}, now: '' });
const over = (operator: string, value: Json, field = 'event.properties.x') => ({ field, operator, value });

function decide(condition: Json, x: Json) {
  const compiled = compileCondition(condition as unknown as Condition, engines);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const { held, why } = traceCondition(condition as unknown as Condition, scopeOf(x), engines);
  const decided = compiled.value(scopeOf(x));
  expect(held).toBe(decided);
  return { held, why };
}

describe('the cost of one quantifier has a limit', () => {
  const numbers = Array.from({ length: 1_000 }, (_, index) => index);
  const texts = numbers.map(() => 'a'.repeat(200));
  const lists = numbers.map(() => numbers.slice(0, 100));
  const item = (operator: string, value: Json) => ({ field: 'item', operator, value });
  const choices = Array.from({ length: 30_000 }, (_, index) => `v${index}`);
  it.each<[string, Json, Json]>([
    ['long lists to compare with', item('in', choices), texts],
    ['long texts that are searched', { all: Array<Json>(10).fill(item('matches', '((a?){10}){10}[ab]')) }, texts],
    ['many comparisons', { all: Array<Json>(90).fill(item('not_equals', 'x')) }, numbers],
    ['countries', { all: Array<Json>(5).fill(item('number_in_country', 'CZ')) }, numbers.map(() => '+420228880000')],
    ['lists in lists', over('all_items', item('not_equals', 'x'), 'item'), lists],
    ['what is the opposite', { not: over('any_item', item('equals', 'x'), 'item') }, lists],
  ])('%s', (_, condition, x) => {
    for (const quantifier of QUANTIFIERS) {
      // Whichever way round, no element decides it early.
      for (const each of [condition, { not: condition }]) {
        const { held, why } = decide(over(quantifier, each), x);
        if (why.includes('steps')) expect(held).toBe(false);
      }
    }
    const [whole, opposite] = [condition, { not: condition }].map((each) => decide(over('all_items', each), x));
    expect([whole?.why, opposite?.why]).toContain(`it takes over ${MAX_ITEM_STEPS} steps and counts as false`);
  });
  it('which a thousand elements and twenty short comparisons do not reach', () => {
    const short = { all: Array<Json>(9).fill({ field: 'item.n', operator: 'greater_or_equal', value: 0 }) };
    const x = numbers.map((n) => ({ n }));
    expect(decide(over('all_items', short), x)).toEqual({ held: true, why: 'it holds for 1000 of 1000 elements' });
  });
  it('and the explanation says how far it looked when an element decides', () => {
    const condition = { any: [item('equals', 0), ...Array<Json>(90).fill(item('equals', 'x'))] };
    const { held, why } = decide(over('any_item', condition), numbers);
    expect(held).toBe(true);
    expect(why).toMatch(/^it holds for 1 of the first \d+ elements, for \[0\]$/);
  });
});
