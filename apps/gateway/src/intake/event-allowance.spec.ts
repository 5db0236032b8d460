import { beforeEach, describe, expect, it } from '@jest/globals';
import { EventAllowance } from './event-allowance.js';

describe('the allowance of events', () => {
  const rate = { eventsPerSecond: 10, eventBurst: 20 };
  let now: number;
  let allowance: EventAllowance;
  beforeEach(() => {
    now = 1_000;
    allowance = new EventAllowance(() => now);
  });
  const take = (count: number, tenant = 'acme') => allowance.take(tenant, count, rate)?.waitMs ?? 0;

  it('is full at first, fills again with time and never beyond the burst', () => {
    expect([take(20), take(1)]).toEqual([0, 100]);
    now += 100;
    expect([take(1), take(5)]).toEqual([0, 500]);
    now += 1e9;
    expect([take(20), take(1)]).toEqual([0, 100]);
  });

  it('is taken whole or not at all', () => {
    take(15);
    expect([take(10), take(5), take(1)]).toEqual([500, 0, 100]);
  });

  it('lets a list that is longer than the burst pass once it is full, at the expense of what comes after', () => {
    expect([take(50), take(1)]).toEqual([0, 3_100]);
    now += 3_100;
    expect([take(1), take(50)]).toEqual([0, 2_000]);
    now += 2_000;
    expect(take(50)).toBe(0);
  });

  it('gives some of them where that is asked for', () => {
    expect(allowance.takeSome('acme', 15, rate)).toEqual({ taken: 15 });
    expect(allowance.takeSome('acme', 15, rate)).toMatchObject({ taken: 5, refusal: { waitMs: 100 } });
    expect(allowance.takeSome('acme', 1, rate)).toMatchObject({ taken: 0, refusal: { waitMs: 100 } });
    now += 250;
    expect(allowance.takeSome('acme', 9, rate)).toMatchObject({ taken: 2, refusal: { waitMs: 50 } });
  });

  it('is each tenant’s own, follows a quota that changes and names it', () => {
    take(20);
    expect(take(20, 'globex')).toBe(0);
    now += 100;
    expect(allowance.take('acme', 101, { eventsPerSecond: 1_000, eventBurst: 200 })?.waitMs).toBe(1);
    now += 1_000;
    expect(allowance.take('acme', 2, { eventsPerSecond: 2, eventBurst: 1 })).toBeUndefined();
    expect(allowance.take('acme', 1, { eventsPerSecond: 2, eventBurst: 1 })).toEqual({
      message:
        'The tenant sends more events than its quotas allow: "eventsPerSecond" is 2 and "eventBurst" 1, at each gateway.',
      waitMs: 1_000,
    });
  });
});
