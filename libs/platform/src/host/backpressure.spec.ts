import { describe, expect, it } from '@jest/globals';
import type { PartitionKey } from '@hookswitch/persistence';
import { Backpressure } from './backpressure.js';
import type { KeyBoard } from './key-board.js';

/** Ready rows by key; what was paused and what resumed. */
const bench = (rows: Record<string, number>) => {
  const said: string[] = [];
  const board = { ready: (partition: number) => Object.keys(rows).map((key) => ({ partition, key })) };
  const countReady = (keys: readonly PartitionKey[], limit: number) =>
    Promise.resolve(
      Math.min(
        limit,
        keys.reduce((sum, { key }) => sum + (rows[key] ?? 0), 0),
      ),
    );
  const consumption = {
    pausePartition: () => said.push('paused'),
    resumePartition: () => said.push('resumed'),
  };
  const backpressure = new Backpressure({
    ledger: { countReady },
    board: board as unknown as KeyBoard,
    topic: 'commands',
    consumption: () => consumption as never,
    limit: 1_000,
  });
  return { said, backpressure };
};

describe('when a partition is claimed no further', () => {
  it.each<[string, Record<string, number>, readonly string[]]>([
    ['few rows are ready', { 'a|x': 999 }, []],
    ['one tenant floods it', { 'a|x': 10_000, 'a|y': 9_000, 'b|x': 5 }, []],
    ['one tenant floods it beyond all measure', { 'a|x': 20_000 }, ['paused']],
    ['three tenants flood it', { 'a|x': 5_000, 'b|x': 5_000, 'c|x': 5_000 }, []],
    ['all tenants send more than can be done', { 'a|x': 300, 'b|x': 300, 'c|x': 300, 'd|x': 300 }, ['paused']],
  ])('%s', async (_what, rows, expected) => {
    const { backpressure, said } = bench(rows);
    await backpressure.afterClaim(0);
    expect(said).toEqual(expected);
  });

  it('goes on when half of it is done', async () => {
    const rows: Record<string, number> = { 'a|x': 20_000 };
    const { backpressure, said } = bench(rows);
    await backpressure.afterClaim(0);
    rows['a|x'] = 10_000;
    await backpressure.recheck();
    expect(said).toEqual(['paused']);
    rows['a|x'] = 9_999;
    await backpressure.recheck();
    expect(said).toEqual(['paused', 'resumed']);
  });
});
