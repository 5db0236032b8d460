import { describe, expect, it } from '@jest/globals';
import {
  again,
  claimed,
  command,
  KEY,
  Owner,
  PARTITION,
  results,
  SUCCEEDED,
  useLedger,
  uuid,
} from './ledger.spec-helper.js';

const HERE = { partition: PARTITION, key: KEY };

describe('giving back what was started and never began', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const other = new Owner(bench, 'other');
  const claim = (...names: readonly string[]) =>
    bench.ledger.claim(
      PARTITION,
      names.map((name) => claimed(command(name, { lane: 'L' }))),
    );
  const attempts = async (): Promise<readonly unknown[]> =>
    (await bench.pool.query<{ number: number }>('SELECT number, outcome FROM attempts ORDER BY number')).rows;

  it('leaves the row as if it had not been started: no attempt, no result, its place in the lane', async () => {
    await claim('a', 'b');
    await me.startOne();
    expect(await bench.ledger.giveBack('me', [], [PARTITION])).toEqual([{ ...HERE, dueInMs: expect.any(Number) }]);
    expect(await attempts()).toEqual([]);
    const started = await other.startOne();
    expect(started).toMatchObject({ id: uuid('a'), attempt: 1, used: 0, next: 'perform' });
    await other.settle(started, SUCCEEDED);
    expect(await results(bench.ledger)).toEqual(['a #1 succeeded attempt 1 succeeded']);
  });

  it('gives nothing back that has begun, nor what others have', async () => {
    await claim('a');
    const mine = await me.startOne();
    await bench.ledger.claim(PARTITION, [claimed(command('theirs'))]);
    const theirs = await other.startOne();
    expect(await bench.ledger.giveBack('me', [mine], [PARTITION])).toEqual([]);
    expect(await me.settle(mine, SUCCEEDED)).toMatchObject({ kind: 'ended' });
    expect(await other.settle(theirs, SUCCEEDED)).toMatchObject({ kind: 'ended' });
  });

  it('tells one start of a row from another', async () => {
    await claim('a');
    const first = await me.startOne();
    await me.settle(first, again());
    await me.startOne();
    expect(await bench.ledger.giveBack('me', [first], [PARTITION])).toHaveLength(1);
    expect(await attempts()).toEqual([{ number: 1, outcome: 'retry' }]);
    expect(await me.startOne()).toMatchObject({ attempt: 2, used: 1 });
  });

  it('keeps what is known of a job that the target works on', async () => {
    await claim('job');
    const job = { state: 'waiting', next: 'resume', delayMs: 0, pending: 'op-7' } as const;
    await me.settle(await me.startOne(), job, { outcome: 'pending', counts: false });
    await me.startOne();
    await bench.ledger.giveBack('me', [], [PARTITION]);
    expect(await attempts()).toEqual([{ number: 1, outcome: 'pending' }]);
    expect(await other.startOne()).toMatchObject({ attempt: 1, next: 'resume', pending: 'op-7' });
  });

  it('wakes whoever owns the partition now', async () => {
    await claim('a');
    await me.startOne();
    await bench.ledger.giveBack('me', [], [PARTITION + 1]);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([HERE]);
  });

  it('a run that was cancelled meanwhile is not started again', async () => {
    await claim('a');
    await me.startOne();
    expect(await bench.ledger.cancel([{ tenant: 'acme', run: uuid('run of a') }])).toEqual([]);
    await bench.ledger.giveBack('me', [], [PARTITION]);
    expect((await me.start()).ended).toMatchObject([{ id: uuid('a'), status: 'cancelled' }]);
  });
});
