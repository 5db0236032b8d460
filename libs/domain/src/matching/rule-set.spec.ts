import { afterEach, expect, it, jest } from '@jest/globals';
import { accessesOf } from './accesses-of.js';
import { Field, Fields } from './fields.js';
import { Found, Rule } from './rule.js';
import { RuleSet } from './rule-set.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('divides its rules anew when all of them were exchanged, however many there are', () => {
  const fields = new Fields();
  const set = new RuleSet<string>(fields);
  const ruleFor = (field: string, index: number) => {
    const condition = { field: `event.properties.${field}`, operator: 'equals', value: `v${index}` } as const;
    return new Rule(`${field}${index}`, accessesOf(condition), fields);
  };
  const find = (properties: Record<string, string>) => {
    const load = jest.spyOn(Field.prototype, 'load');
    fields.open({ properties });
    const found = new Found<string>(fields);
    set.find(found);
    const looks = load.mock.calls.length;
    load.mockRestore();
    return { items: found.items, looks };
  };
  const old = Array.from({ length: 200 }, (_, index) => ruleFor('a', index));
  for (const rule of old) set.add(rule);
  expect(find({ a: 'v7' }).items).toEqual(['a7']);
  for (const [index, rule] of old.entries()) {
    set.remove(rule);
    set.add(ruleFor('b', index));
  }
  const { items, looks } = find({ b: 'v7' });
  expect(items).toEqual(['b7']);
  expect(looks).toBeLessThan(20);
});
