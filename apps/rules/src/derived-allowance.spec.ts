import { expect, it } from '@jest/globals';
import { DerivedAllowance } from './derived-allowance.js';

const taken = (allowance: DerivedAllowance, tenant: string, count: number, at: number) =>
  Array.from({ length: count }, () => allowance.take(tenant, at)).filter(Boolean).length;

it('lets a burst through and then what the rate allows, to each tenant by itself', () => {
  const allowance = new DerivedAllowance({ perSecond: 10, burst: 20 });
  expect(taken(allowance, 'a', 30, 1_000)).toBe(20);
  expect(taken(allowance, 'b', 30, 1_000)).toBe(20);
  expect(taken(allowance, 'a', 30, 1_500)).toBe(5);
  expect(taken(allowance, 'a', 30, 60_000)).toBe(20);
});

it('counts by the time of the events: a backlog that is read at once has what it would have had', () => {
  const allowance = new DerivedAllowance({ perSecond: 10, burst: 1 });
  const spread = Array.from({ length: 100 }, (_, n) => allowance.take('a', n * 100));
  expect(spread).not.toContain(false);
});

it('gives nothing twice when one partition is behind another', () => {
  const allowance = new DerivedAllowance({ perSecond: 10, burst: 10 });
  taken(allowance, 'a', 10, 10_000);
  expect(allowance.take('a', 1_000)).toBe(false);
  expect(taken(allowance, 'a', 10, 10_100)).toBe(1);
});

it('remembers who has had its share among any number of tenants', () => {
  const allowance = new DerivedAllowance({ perSecond: 1, burst: 5 });
  taken(allowance, 'greedy', 5, 0);
  for (let n = 0; n < 3_000; n += 1) allowance.take(`t${n}`, n);
  expect(taken(allowance, 'greedy', 9, 3_000)).toBe(3);
});
