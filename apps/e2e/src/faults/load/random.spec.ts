import { expect, it } from '@jest/globals';
import { Random, seedOf } from './random.js';

it('draws the same for the same seed and something else for another', () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return [random.next(), random.between(5, 6), random.shuffled([1, 2, 3, 4]), random.fork().next()];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('keeps to its bounds and weights, and loses nothing when it shuffles', () => {
  const random = new Random(1);
  const draws = Array.from({ length: 1_000 }, () =>
    random.weighted([
      ['often', 9],
      ['seldom', 1],
      ['never', 0],
    ] as const),
  );
  const count = (name: string) => draws.filter((draw) => draw === name).length;
  expect(count('never')).toBe(0);
  expect(count('seldom')).toBeGreaterThan(50);
  expect(count('seldom')).toBeLessThan(150);
  for (let n = 0; n < 100; n += 1) expect(Math.floor(random.between(3, 4))).toBe(3);
  expect([...random.shuffled([1, 2, 3, 4, 5])].sort()).toEqual([1, 2, 3, 4, 5]);
});

it('takes its seed from HOOKSWITCH_SEED', () => {
  expect(seedOf({ HOOKSWITCH_SEED: '42' })).toBe(42);
  expect(seedOf({})).not.toBe(seedOf({}));
  expect(() => seedOf({ HOOKSWITCH_SEED: 'x' })).toThrow('HOOKSWITCH_SEED must be a whole number');
});
