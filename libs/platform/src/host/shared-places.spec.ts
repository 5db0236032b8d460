import { describe, expect, it } from '@jest/globals';
import { simulate, type SimulatedTarget } from './flow-simulation.spec-helper.js';

const SECONDS = 15;
const HANGS_MS = 30_000;
const targets = (hanging: number, key: (index: number) => string): readonly SimulatedTarget[] =>
  Array.from({ length: 20 }, (_, index) => ({
    key: key(index),
    latency: index < hanging ? 2 * HANGS_MS : 10,
    offered: 5,
  }));
const waitsOfOthers = (hanging: number, key: (index: number) => string): readonly number[] =>
  simulate(targets(hanging, key), { seconds: SECONDS })
    .slice(hanging)
    .flatMap(({ waits }) => waits)
    .sort((left, right) => left - right);

describe('twenty targets with five commands a second each, some of which do not answer', () => {
  it.each([0, 1, 2, 3, 4, 8])('all others keep their rate and start at once while %i hang', (hanging) => {
    const waits = waitsOfOthers(hanging, (index) => `t${index % 3}|h${index}`);
    expect(waits.length).toBeGreaterThan(0.9 * 5 * SECONDS * (20 - hanging));
    expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThanOrEqual(20);
  });

  it('a tenant none of whose many targets answers leaves a quarter of the places to others', () => {
    const big = Array.from({ length: 60 }, (_, index) => ({
      ...{ key: `big|h${index}`, latency: 2 * HANGS_MS, offered: 5 },
    }));
    const stories = simulate([...big, { key: 'small|h', latency: 10, offered: 20 }], { seconds: 10 });
    const small = stories.at(-1)?.waits ?? [];
    expect(small.length).toBeGreaterThan(150);
    expect(Math.max(...small)).toBeLessThanOrEqual(20);
    expect(stories.slice(0, -1).flatMap(({ waits }) => waits)).toHaveLength(48);
  });

  it('one busy target still gets all the places that one key may have', () => {
    const [story] = simulate([{ key: 'a|h', latency: 50, offered: Number.POSITIVE_INFINITY }], { seconds: 5 });
    expect(story?.delivered).toBeGreaterThan(0.9 * 5 * (16 / 0.05));
  });
});
