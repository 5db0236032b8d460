import { beforeEach, describe, expect, it } from '@jest/globals';
import { PersistenceError, type Settled, type Settlement } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import { SettleQueue } from './settle-queue.js';

const settlement = (id: string): Settlement => ({
  id,
  grip: 1,
  attempt: 1,
  to: { state: 'succeeded' },
  counts: true,
  tries: 0,
  unknowns: 0,
});
const done = ({ id }: Settlement): Settled => ({ id, kind: 'ended', status: 'succeeded' });

describe('writing outcomes', () => {
  let batches: string[][] = [];
  let answer: (batch: readonly Settlement[]) => readonly Settled[] | Promise<readonly Settled[]>;
  let lines: string[] = [];
  const log = {
    warn: (message: string) => lines.push(message),
    error: (message: string) => lines.push(message),
  } as unknown as Logger;
  const made = (gone = new AbortController()) =>
    new SettleQueue({
      ledger: {
        settle: async (_owner, batch) => {
          batches.push(batch.map(({ id }) => id));
          return await answer(batch);
        },
      },
      owner: 'me',
      owned: () => [0],
      log,
      gone: gone.signal,
    });
  beforeEach(() => {
    batches = [];
    lines = [];
    answer = (batch) => batch.map(done);
  });

  it('gathers what ends while a transaction runs', async () => {
    const queue = made();
    const all = await Promise.all(['a', 'b', 'c'].map((id) => queue.settle(settlement(id))));
    expect(all.map((settled) => settled?.id)).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual([['a'], ['b', 'c']]);
    await queue.settle(settlement('d'));
    expect(batches.at(-1)).toEqual(['d']);
  });

  it('waits for a database that is away', async () => {
    let failures = 2;
    answer = (batch) => {
      if ((failures -= 1) >= 0) throw new PersistenceError('unavailable', 'away');
      return batch.map(done);
    };
    expect(await made().settle(settlement('a'))).toMatchObject({ kind: 'ended' });
    expect(batches).toHaveLength(3);
  });

  it('stops waiting when the process goes', async () => {
    answer = () => Promise.reject(new PersistenceError('unavailable', 'away'));
    const gone = new AbortController();
    const settled = made(gone).settle(settlement('a'));
    gone.abort();
    expect(await settled).toBeUndefined();
  });

  it('an outcome that the database refuses takes no other with it', async () => {
    answer = (batch) => {
      if (batch.some(({ id }) => id === 'bad')) throw new PersistenceError('failed', 'refused');
      return batch.map(done);
    };
    const queue = made();
    const all = await Promise.all(['first', 'bad', 'good'].map((id) => queue.settle(settlement(id))));
    expect(all.map((settled) => settled?.id)).toEqual(['first', undefined, 'good']);
    expect(lines).toEqual(['an outcome cannot be written; its attempt will count as unknown']);
  });
});
