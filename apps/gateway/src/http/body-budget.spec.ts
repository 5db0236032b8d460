import { expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';

it('gives as many bytes as there are, and half of them to one owner', () => {
  const budget = new BodyBudget(100);
  const [a, b, c] = [budget.hold('a'), budget.hold('b'), budget.hold('c')];
  expect([a.grow(40), a.grow(11), a.grow(10)]).toEqual([true, false, true]);
  expect([b.grow(50), c.grow(1)]).toEqual([true, false]);
  expect(budget.heldBytes).toBe(100);
});

it('counts the requests of an owner together', () => {
  const budget = new BodyBudget(100);
  expect([budget.hold('a').grow(30), budget.hold('a').grow(30)]).toEqual([true, false]);
});

it('has room again once requests are answered, however often that is said', () => {
  const budget = new BodyBudget(100);
  const held = budget.hold('a');
  held.grow(50);
  held.release();
  held.release();
  expect(budget.heldBytes).toBe(0);
  expect(budget.hold('a').grow(50)).toBe(true);
});

it('gives nothing to a request that is over', () => {
  const held = new BodyBudget(100).hold('a');
  held.release();
  expect(held.grow(1)).toBe(false);
});

it('has room for a batch beside another one on the smallest heap', () => {
  const batch = 8 * 1_024 * 1_024;
  const budget = new BodyBudget();
  expect([budget.hold('a').grow(batch), budget.hold('b').grow(batch)]).toEqual([true, true]);
});
