import { beforeEach, describe, expect, it } from '@jest/globals';
import { LearnedRate } from './learned-rate.js';

describe('the rate that a target bears', () => {
  let rate: LearnedRate;
  let now: number;
  beforeEach(() => {
    rate = new LearnedRate();
    now = 1_000_000;
  });
  const refuse = (pauseMs = 1_000, beganAt = now) => rate.refused({ now, beganAt, pauseMs });
  /** Calls for so long, as many as may start, each answered at once. */
  const work = (ms: number) => {
    let calls = 0;
    for (const end = now + ms; now < end; now += 5) {
      for (let free = Math.min(1, rate.available(now)); free > 0; free -= 1) {
        rate.took(now);
        rate.accepted(now);
        calls += 1;
      }
    }
    return calls;
  };

  it('is unlimited until something is refused', () => {
    work(5_000);
    expect([rate.perSecond, rate.available(now), rate.nextAt(now)]).toEqual([undefined, Number.POSITIVE_INFINITY, 0]);
  });

  it('begins with what the target took in the last second', () => {
    work(5_000);
    refuse();
    expect(rate.perSecond).toBe(200);
    expect(rate.available(now)).toBe(0);
    expect(rate.nextAt(now) - now).toBeCloseTo(5);
  });

  it('is lowered once for all calls that were under way when the first of them was refused', () => {
    work(1_000);
    const began = now - 20;
    expect(refuse()).toBe(true);
    now += 10;
    expect(refuse(1_000, began)).toBe(false);
    expect(rate.perSecond).toBe(200);
  });

  it('is sought by doubling, then held below what was too much, then raised little by little', () => {
    refuse();
    expect(rate.perSecond).toBe(5);
    now += 1_000;
    work(4_000);
    const sought = rate.perSecond ?? 0;
    expect(sought).toBeGreaterThan(20);
    refuse();
    const held = rate.perSecond ?? 0;
    expect(held).toBeCloseTo(sought * 0.7);
    now += 1_000;
    work(4_500);
    expect(rate.perSecond).toBe(held);
    work(6_000);
    expect(rate.perSecond).toBeGreaterThan(held);
    expect(rate.perSecond).toBeLessThan(held * 1.05);
    refuse();
    expect(rate.perSecond).toBeGreaterThan(held * 0.94);
  });

  it('does not grow while it is not used', () => {
    refuse();
    now += 1_000;
    for (let call = 0; call < 50; call += 1) {
      now += 4_000;
      rate.took(now);
      rate.accepted(now);
    }
    expect(rate.perSecond).toBeLessThan(6);
  });

  it('is halved while nothing at all is taken, down to one call in five seconds', () => {
    work(1_000);
    for (let call = 0; call < 20; call += 1) {
      refuse(0);
      now += 5_000;
    }
    expect(rate.perSecond).toBe(0.2);
    expect(rate.isBarren).toBe(true);
  });

  it('is what a long window takes, where the target is soon spent after a long pause', () => {
    work(1_000);
    refuse(59_000);
    now += 59_000;
    work(1_000);
    refuse(59_000);
    expect(rate.perSecond).toBeLessThan(4);
  });

  it('is forgotten ten minutes after the last refusal', () => {
    refuse();
    now += 600_001;
    rate.accepted(now);
    expect(rate.perSecond).toBeUndefined();
  });
});
