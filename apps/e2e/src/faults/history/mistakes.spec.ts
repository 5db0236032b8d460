import { describe, expect, it } from '@jest/globals';
import { Random } from '../load/random.js';
import { check } from './checker.js';
import { explain } from './explain.js';
import { goodHistory, MODEL } from './good-history.spec-helper.js';
import { MISTAKES } from './mistakes.spec-helper.js';
import { shrink } from './shrink.js';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe('the checker', () => {
  it('is content with every history of a system that keeps its promises', () => {
    for (const seed of SEEDS) expect(check(goodHistory(new Random(seed)), MODEL)).toEqual([]);
  });

  it.each(MISTAKES)('notices, wherever it happens, that %s', (_how, rule, make) => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const found = check(make(goodHistory(random), random), MODEL).map((violation) => violation.rule);
      expect({ seed, found }).toEqual({ seed, found: expect.arrayContaining([rule]) });
    }
  });

  it.each(MISTAKES)('shows as little as it takes, when %s', (_how, rule, make) => {
    for (const seed of SEEDS.slice(0, 3)) {
      const random = new Random(seed);
      const history = make(goodHistory(random, 60), random);
      const violation = check(history, MODEL).find((found) => found.rule === rule);
      if (!violation) throw new Error(`seed ${seed}: not noticed`);
      const smallest = shrink(history, MODEL, violation);
      expect(smallest.events.length).toBeLessThanOrEqual(2);
      expect(check(smallest, MODEL)).toContainEqual(violation);
    }
  });

  it('tells the smallest history of the first violation of each rule', () => {
    const random = new Random(1);
    const good = goodHistory(random);
    const history = { ...good, runs: good.runs.slice(2), requests: [], results: [] };
    const told = explain(check(history, MODEL), history, MODEL);
    const lost = told.filter(({ rule }) => rule === 'lost');
    expect(lost.map(({ smallest }) => smallest)).toEqual([
      [expect.stringMatching(/^event call-\d-\d+ of t-\d: call\.ended, call-\d number \d+, line \d, acked$/)],
      undefined,
    ]);
  });
});
