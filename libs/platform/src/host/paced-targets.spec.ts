import { describe, expect, it } from '@jest/globals';
import {
  fixedWindow,
  simulate,
  tokenBucket,
  type Refuses,
  type SimulatedTarget,
  type TargetStory,
} from './flow-simulation.spec-helper.js';

const SECONDS = 120;
const CAP = 50;

const told = (change: Partial<SimulatedTarget>, seconds = SECONDS): TargetStory => {
  const target = { key: 'a|target', latency: 5, offered: Number.POSITIVE_INFINITY, ...change };
  const [story] = simulate([target], { seconds, startMs: 5 });
  if (!story) throw new Error('no story');
  return story;
};
const between = ({ perSecond }: TargetStory, from: number, to: number): number =>
  perSecond.slice(from, to).reduce((sum, count) => sum + count, 0) / (to - from);

describe('a target that takes 50 calls a second and refuses the rest', () => {
  it.each<[string, () => Refuses]>([
    ['a bucket with a burst of 5, which asks for 1 s', () => tokenBucket(CAP, 5, 1_000)],
    ['a bucket with a burst of 5, which asks for nothing', () => tokenBucket(CAP, 5)],
    ['a bucket with a burst of 50, which asks for 1 s', () => tokenBucket(CAP, 50, 1_000)],
    ['a bucket with a burst of 50, which asks for nothing', () => tokenBucket(CAP, 50)],
    ['windows of 1 s, which asks for the rest of them', () => fixedWindow(CAP, 1_000)],
    ['windows of 1 s, which asks for nothing', () => fixedWindow(CAP, 1_000, false)],
    ['windows of 10 s, which asks for the rest of them', () => fixedWindow(CAP * 10, 10_000)],
    ['windows of 60 s, which asks for the rest of them', () => fixedWindow(CAP * 60, 60_000)],
  ])('gets at least 0.9 of that with at most 0.05 refusals a delivery: %s', (_what, refuses) => {
    for (const latency of [5, 150]) {
      const { delivered, refused, early } = told({ latency, refuses: refuses() });
      expect(delivered / SECONDS / CAP).toBeGreaterThanOrEqual(0.9);
      expect(refused / delivered).toBeLessThanOrEqual(0.05);
      expect(early).toBe(0);
    }
  });

  it('gets more when it takes more, and less when it takes less', () => {
    const changing = (before: number, after: number): Refuses => {
      const [first, then] = [tokenBucket(before, 20, 1_000), tokenBucket(after, 20, 1_000)];
      return (now) => (now < 60_000 ? first : then)(now);
    };
    const more = told({ refuses: changing(50, 400) }, 240);
    expect(between(more, 190, 240)).toBeGreaterThan(300);
    const less = told({ refuses: changing(50, 5) }, 240);
    expect(between(less, 90, 240)).toBeGreaterThan(3.5);
    expect(less.refused / less.delivered).toBeLessThanOrEqual(0.05);
  });

  it('is called again at full speed when it refused only once', () => {
    let calls = 0;
    const story = told({ latency: 50, refuses: () => ((calls += 1) === 100 ? { afterMs: 1_000 } : undefined) }, 20);
    expect(story.refused).toBe(1);
    expect(between(story, 12, 20)).toBeGreaterThan(200);
  });
});

describe('a target that refuses nothing', () => {
  it('is not held back: it has all the places of its key within a second', () => {
    const story = told({ latency: 50 }, 10);
    expect(between(story, 1, 10)).toBeGreaterThan(0.9 * (16 / 0.055));
  });
});
