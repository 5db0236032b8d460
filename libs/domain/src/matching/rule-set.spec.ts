import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../condition/types.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { Fields } from './fields.js';
import { Predicates } from './predicates.js';
import { Found, Rule } from './rule.js';
import { RuleSet } from './rule-set.js';
import { termsOf } from './terms-of.js';

function rig() {
  const fields = new Fields();
  const predicates = new Predicates(fields, testEngines());
  const set = new RuleSet<string>();
  const add = (name: string, condition: Condition) => {
    const rule = new Rule(name, predicates.takeAll(termsOf(condition).terms));
    set.add(rule);
    return rule;
  };
  const remove = (rule: Rule<string>) => {
    set.remove(rule);
    predicates.release(rule.predicates);
  };
  const find = (properties: Record<string, string | number>) => {
    fields.open({ properties });
    const found = new Found<string>(fields.stamp);
    set.find(found);
    return found;
  };
  return { set, predicates, add, remove, find };
}
const is = (name: string, value: string): Condition => ({
  field: `event.properties.${name}`,
  operator: 'equals',
  value,
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the rules of one trigger', () => {
  it('are found by what they ask for, also when all of them were exchanged', () => {
    const { add, remove, find } = rig();
    const old = numbered(200).map((index) => add(`a${index}`, is('a', `v${index}`)));
    expect(find({ a: 'v7' })).toMatchObject({ items: ['a7'], tried: 1 });
    for (const [index, rule] of old.entries()) {
      remove(rule);
      add(`b${index}`, is('b', `v${index}`));
    }
    expect(find({ a: 'v7', b: 'v7' })).toMatchObject({ items: ['b7'], tried: 1 });
  });

  it('leave nothing behind', () => {
    const { set, predicates, add, remove, find } = rig();
    const both = (index: number) => ({
      all: [is('a', `v${index % 3}`), { any: [is('b', `v${index}`), is('c', 'x')] }],
    });
    const rules = numbered(300).map((index) => add(`r${index}`, both(index)));
    expect(find({ a: 'v0', c: 'x' }).items).toHaveLength(100);
    for (const rule of rules) remove(rule);
    expect([set.size, predicates.size, rules.flatMap(({ places }) => places)]).toEqual([0, 0, []]);
    expect(find({ a: 'v0', c: 'x' })).toMatchObject({ items: [], tried: 0 });
  });

  it('are divided by what events turn out to have, whatever the rules ask for', () => {
    const { add, find } = rig();
    // By the rules alone, one of 400 values seems rarer than one of 100.
    for (const index of numbered(400)) add(`r${index}`, { all: [is('a', `v${index}`), is('b', `v${index % 100}`)] });
    const event = { a: 'v7', b: 'v1' };
    expect(find(event)).toMatchObject({ items: [], tried: 1 });
    numbered(3_000).forEach(() => find(event));
    expect(find(event)).toMatchObject({ items: [], tried: 0 });
  });

  it('are not tried when a number is out of their bounds, also after others went', () => {
    const { add, remove, find } = rig();
    const between = (low: number): Condition => ({
      field: 'event.properties.n',
      operator: 'between',
      value: [low, low + 9],
    });
    const rules = numbered(200).map((index) => add(`r${index}`, between(index)));
    rules.filter((_, index) => index % 2 === 0).forEach(remove);
    expect(find({ n: 100 })).toMatchObject({ tried: 5 });
    expect(find({ n: 100 }).items.toSorted()).toEqual(['r91', 'r93', 'r95', 'r97', 'r99']);
    add('also', { all: [between(100), is('a', 'v')] });
    expect(find({ n: 100, a: 'w' }).items).toHaveLength(5);
    expect(find({ n: 100, a: 'v' }).items).toHaveLength(6);
    add('either', { any: [between(100), between(150)] });
    expect(find({ n: 151 }).items).toContain('either');
    expect(find({ n: 111 }).items).not.toContain('either');
  });

  it('are tried one by one when there is nothing to look up', () => {
    const { add, find } = rig();
    for (const index of numbered(100)) add(`r${index}`, { not: is('a', `v${index}`) });
    expect(find({ a: 'v7' })).toMatchObject({ tried: 100 });
    expect(find({ a: 'v7' }).items).toHaveLength(99);
  });
});
