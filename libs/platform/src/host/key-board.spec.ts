import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PartitionKey } from '@hookswitch/persistence';
import type { Signal } from './breaker.js';
import { KeyBoard } from './key-board.js';
import type { Rate } from './token-bucket.js';

describe('the board of partition keys', () => {
  let now = 0;
  let board: KeyBoard;
  let current: Rate | undefined;
  const held = new Set<string>();
  const made = (rate?: Rate, isBroken: (key: string) => boolean = () => false) => {
    current = rate;
    const isHeld = (tenant: string) => held.has(tenant);
    const created = new KeyBoard({ perKey: 3, rate: () => current, isBroken, isHeld, now: () => now });
    created.own([0, 1]);
    return created;
  };
  beforeEach(() => {
    now = 1_000_000;
    held.clear();
    board = made();
  });
  const due = (key: string, dueInMs = 0, partition = 0) => board.due({ partition, key, dueInMs });
  const start = (key: string, count: number, more = false) => {
    board.asked([{ partition: 0, key, limit: count }]);
    board.started({
      running: Array.from({ length: count }, () => ({ partition: 0, key })),
      ended: [],
      due: more ? [{ partition: 0, key, dueInMs: 0 }] : [],
    });
  };

  const finished = (key: PartitionKey, signal: Signal, pauseMs = 0) =>
    board.finished(key, { signal, tookMs: 1, ...(pauseMs > 0 && { pause: { ms: pauseMs, isAsked: true } }) });

  it('picks keys with due rows, up to the cap of each', () => {
    due('a|x');
    due('a|later', 500);
    expect(board.pick(10)).toEqual([{ partition: 0, key: 'a|x', limit: 3 }]);
    expect(board.idleMs()).toBe(0);
    start('a|x', 2, true);
    expect(board.pick(10)).toEqual([{ partition: 0, key: 'a|x', limit: 1 }]);
    start('a|x', 1, true);
    expect(board.pick(10)).toEqual([]);
    expect(board.idleMs()).toBe(500);
    finished({ partition: 0, key: 'a|x' }, 'answer');
    expect(board.pick(10)).toEqual([{ partition: 0, key: 'a|x', limit: 1 }]);
  });

  it('shares free places among tenants by turns, however many keys each has', () => {
    for (let index = 0; index < 50; index += 1) due(`big|${index}`);
    for (const key of ['small|x', 'small|y']) due(key);
    const picks = board.pick(6);
    const of = (tenant: string) =>
      picks.filter(({ key }) => key.startsWith(`${tenant}|`)).reduce((sum, { limit }) => sum + limit, 0);
    expect([of('big'), of('small')]).toEqual([3, 3]);
  });

  it('leaves as many places as a key holds, and says that only an answer is news of it', () => {
    due('a|x');
    expect(board.pick(3)).toMatchObject([{ limit: 2 }]);
    start('a|x', 2, true);
    expect(board.pick(1)).toEqual([]);
    expect(board.idleMs()).toBe(Number.POSITIVE_INFINITY);
    due('a|y');
    expect(board.pick(1)).toEqual([{ partition: 0, key: 'a|y', limit: 1 }]);
  });

  it('leaves a quarter of the places to other tenants, and does not spin meanwhile', () => {
    for (let index = 0; index < 20; index += 1) due(`big|${index}`);
    const picks = board.pick(8);
    expect(picks.map(({ limit }) => limit)).toEqual([1, 1, 1, 1, 1, 1]);
    board.asked(picks);
    board.started({ running: picks, ended: [], due: [] });
    expect([board.pick(2), board.idleMs()]).toEqual([[], Number.POSITIVE_INFINITY]);
    due('small|x');
    expect(board.pick(2)).toMatchObject([{ key: 'small|x' }]);
  });

  it('picks nothing of a tenant that is held, waits for nothing of it, and goes on with it afterwards', () => {
    held.add('a');
    due('a|x');
    due('b|x', 400);
    expect([board.pick(10), board.ready(0), board.oldestDueMs(), board.idleMs()]).toEqual([[], [], 0, 400]);
    held.clear();
    expect(board.pick(10)).toEqual([{ partition: 0, key: 'a|x', limit: 3 }]);
  });

  it('goes on with the next tenant when there is one place at a time', () => {
    for (const tenant of ['a', 'b', 'c']) due(`${tenant}|x`);
    const turns = Array.from({ length: 6 }, () => board.pick(1)[0]?.key);
    expect(turns).toEqual(['a|x', 'b|x', 'c|x', 'a|x', 'b|x', 'c|x']);
  });

  it('knows only keys of partitions it owns', () => {
    due('a|x', 0, 7);
    due('a|y', 0, 1);
    expect(board.pick(10).map(({ key }) => key)).toEqual(['a|y']);
    board.drop([1]);
    expect(board.pick(10)).toEqual([]);
    expect(board.partitions).toEqual([0]);
  });

  it('holds a partition back while it is suspended', () => {
    due('a|x');
    board.suspend(0, 5_000);
    expect(board.pick(10)).toEqual([]);
    expect(board.idleMs()).toBe(5_000);
    now += 5_000;
    expect(board.pick(10).length).toBe(1);
  });

  it('a suspension ends when the partition is assigned anew', () => {
    board.suspend(0, 5_000);
    board.own([0]);
    due('a|x');
    expect(board.pick(10).length).toBe(1);
  });

  it('pauses one key and no other', () => {
    due('a|x');
    due('a|y');
    start('a|x', 1, true);
    finished({ partition: 0, key: 'a|x' }, 'throttled', 30_000);
    expect(board.pick(10).map(({ key }) => key)).toEqual(['a|y']);
    now += 30_000;
    expect(board.pick(10).map(({ key }) => key)).toEqual(['a|x', 'a|y']);
  });

  it('keeps the rate of each key and says when to look again', () => {
    board = made({ perMinute: 60, burst: 2 });
    due('a|x');
    expect(board.pick(10)).toEqual([]);
    expect(board.idleMs()).toBe(1_000);
    now += 10_000;
    expect(board.pick(10)).toMatchObject([{ limit: 2 }]);
    start('a|x', 2, true);
    expect(board.pick(10)).toEqual([]);
    now += 1_000;
    expect(board.pick(10)).toMatchObject([{ limit: 1 }]);
  });

  it('a new rate of a connection takes the place of the old one, with an empty bucket', () => {
    board = made({ perMinute: 60, burst: 2 });
    now += 60_000;
    due('a|x');
    current = { perMinute: 6, burst: 2 };
    start('a|x', 1, true);
    now += 10_000;
    expect(board.pick(10)).toEqual([]);
    now += 10_000;
    expect(board.pick(10)).toMatchObject([{ limit: 1 }]);
    current = undefined;
    start('a|x', 1, true);
    expect(board.pick(10)).toMatchObject([{ limit: 1 }]);
  });

  it('opens the breaker of a key and tells so once', () => {
    const changes: unknown[] = [];
    for (let index = 0; index < 12; index += 1) {
      due('a|x');
      start('a|x', 1, true);
      changes.push(finished({ partition: 0, key: 'a|x' }, 'failure'));
    }
    expect(changes.filter((change) => change !== undefined)).toEqual(['opened']);
    expect(board.openBreakers).toBe(1);
    expect(board.pick(10)).toEqual([]);
    expect(board.ready(0)).toEqual([]);
    now += 30_000;
    expect(board.pick(10)).toMatchObject([{ limit: 1 }]);
    start('a|x', 1, true);
    expect(board.idleMs()).toBe(Number.POSITIVE_INFINITY);
    expect(finished({ partition: 0, key: 'a|x' }, 'answer')).toBe('closed');
    expect(board.openBreakers).toBe(0);
  });

  it('begins with a probe where the breaker was open before the partition came here', () => {
    board = made(undefined, (key) => key === 'a|x');
    due('a|x');
    due('a|y');
    expect(board.pick(10)).toEqual(
      expect.arrayContaining([
        { partition: 0, key: 'a|x', limit: 1 },
        { partition: 0, key: 'a|y', limit: 3 },
      ]),
    );
  });

  it('does not spin when a key that seems due gives nothing', () => {
    due('a|x');
    board.asked(board.pick(10));
    board.started({ running: [], ended: [], due: [{ partition: 0, key: 'a|x', dueInMs: -9 }] });
    expect(board.pick(10)).toEqual([]);
    expect(board.idleMs()).toBe(250);
  });

  it('does not lose a row that became due while a start was under way', () => {
    due('a|x');
    board.asked(board.pick(10));
    due('a|x');
    board.started({ running: [{ partition: 0, key: 'a|x' }], ended: [], due: [] });
    expect(board.pick(10)).toMatchObject([{ key: 'a|x', limit: 2 }]);
  });

  it('counts calls of a key that was forgotten while they started', () => {
    due('a|x');
    board.asked(board.pick(10));
    board.tidy();
    board.started({
      running: [{ partition: 0, key: 'a|x' }],
      ended: [],
      due: [{ partition: 0, key: 'a|x', dueInMs: 0 }],
    });
    expect(board.pick(10)).toMatchObject([{ limit: 2 }]);
  });

  it('a pause, an open breaker and running calls outlast a rebalance, what was due does not', () => {
    due('a|x');
    start('a|x', 2, true);
    board.drop([0]);
    expect(finished({ partition: 0, key: 'a|x' }, 'throttled', 30_000)).toBeUndefined();
    board.tidy();
    board.own([0]);
    expect(board.idleMs()).toBe(Number.POSITIVE_INFINITY);
    due('a|x');
    expect(board.pick(10)).toEqual([]);
    now += 30_000;
    expect(board.pick(10)).toMatchObject([{ limit: 1 }]);
  });

  it('a partition that comes back begins with an empty bucket', () => {
    board = made({ perMinute: 60, burst: 2 });
    due('a|x');
    now += 60_000;
    board.own([0]);
    due('a|x');
    expect(board.pick(10)).toEqual([]);
  });

  it('tells what is ready and how old the oldest is, without what limits hold back', () => {
    due('a|x', -4_000);
    due('a|paused', -9_000);
    start('a|paused', 1, true);
    finished({ partition: 0, key: 'a|paused' }, 'throttled', 30_000);
    expect(board.ready(0)).toEqual([{ partition: 0, key: 'a|x' }]);
    expect(board.ready(1)).toEqual([]);
    expect(board.oldestDueMs()).toBe(4_000);
  });

  it('forgets keys that have nothing to say', () => {
    due('a|x');
    start('a|x', 1);
    board.tidy();
    expect(finished({ partition: 0, key: 'a|x' }, 'answer')).toBeUndefined();
    board.tidy();
    expect(board.idleMs()).toBe(Number.POSITIVE_INFINITY);
  });
});
