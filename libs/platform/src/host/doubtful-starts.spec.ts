import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DueKey, Grip } from '@hookswitch/persistence';
import { createLogger } from '../logging/logger.js';
import { DoubtfulStarts } from './doubtful-starts.js';
import { KeyBoard } from './key-board.js';

const LEASE_MS = 45_000;
const GIVEN: DueKey = { partition: 1, key: 'acme|main', dueInMs: -5 };

describe('starts whose answer was lost', () => {
  let now = 0;
  let asked: (readonly Grip[])[] = [];
  let answer: () => Promise<readonly DueKey[]> = () => Promise.resolve([]);
  let board: KeyBoard;
  let doubtful: DoubtfulStarts;
  const clock = () => now;
  beforeEach(() => {
    now = 0;
    asked = [];
    answer = () => Promise.resolve([]);
    board = new KeyBoard({
      perKey: 16,
      rate: () => undefined,
      isBroken: () => false,
      isHeld: () => false,
      now: clock,
    });
    board.own([1]);
    const giveBack = (_: string, begun: readonly Grip[]) => {
      asked.push(begun);
      return answer();
    };
    const log = createLogger({ logLevel: 'error', logFormat: 'json' });
    doubtful = new DoubtfulStarts({ ledger: { giveBack }, owner: 'me', board, leaseMs: LEASE_MS, log, now: clock });
  });

  it('costs nothing when there are none', async () => {
    await doubtful.giveBack([]);
    expect([asked, doubtful.any]).toEqual([[], false]);
  });

  it('are given back at once, but for what has begun, and are due again', async () => {
    answer = () => Promise.resolve([GIVEN]);
    doubtful.add();
    await doubtful.giveBack([{ id: 'one', grip: 2 }]);
    expect(asked).toEqual([[{ id: 'one', grip: 2 }]]);
    expect(board.pick(1)).toEqual([{ partition: 1, key: 'acme|main', limit: 1 }]);
  });

  it('are looked for once a second as long as one may come to light, and no longer', async () => {
    doubtful.add();
    for (; now <= LEASE_MS + 10_000; now += 100) await doubtful.giveBack([]);
    expect([asked.length, doubtful.any]).toEqual([47, false]);
  });

  it('stay in doubt while the ledger is away, however long that takes', async () => {
    answer = () => Promise.reject(new Error('away'));
    doubtful.add();
    for (; now < 3 * LEASE_MS; now += 5_000) await expect(doubtful.giveBack([])).rejects.toThrow('away');
    expect(doubtful.any).toBe(true);
    answer = () => Promise.resolve([GIVEN]);
    await doubtful.giveBack([]);
    expect(doubtful.any).toBe(false);
  });
});
