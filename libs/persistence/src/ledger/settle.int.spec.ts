import { describe, expect, it } from '@jest/globals';
import type { StartedCommand } from './ledger.js';
import {
  again,
  claimed,
  command,
  KEY,
  Owner,
  PARTITION,
  REJECTED,
  results,
  settlement,
  SUCCEEDED,
  useLedger,
  uuid,
} from './ledger.spec-helper.js';

describe('settling attempts', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const other = new Owner(bench, 'other');
  const start = async (name = 'one', change = {}): Promise<StartedCommand> => {
    await bench.ledger.claim(PARTITION, [claimed(command(name, change))]);
    return me.startOne();
  };
  const expireLeases = () =>
    bench.pool.query("UPDATE commands SET lease_until = now() - interval '1 s' WHERE state = 'running'");
  const lose = async (started: StartedCommand, to = again(), change = {}) => {
    await expireLeases();
    const lost = await bench.ledger.lost([PARTITION], []);
    expect(lost).toMatchObject([{ id: started.id, owner: started.owner, attempt: started.attempt }]);
    const settlements = lost.map((row) => ({
      ...settlement(row, to, { outcome: 'unknown', unknowns: 1, ...change }),
      owner: row.owner,
    }));
    return bench.ledger.settleLost(settlements, [PARTITION]);
  };

  it('writes outcome, state and result in one transaction', async () => {
    const started = await start();
    expect(await me.settle(started, SUCCEEDED, { output: { id: 'sm-1' } })).toEqual({
      id: started.id,
      kind: 'ended',
      status: 'succeeded',
    });
    const [entry] = await bench.ledger.unpublished([PARTITION], 10);
    expect(entry?.result).toMatchObject({
      command: uuid('one'),
      seq: 1,
      redrives: 0,
      attempt: 1,
      status: 'succeeded',
      outcome: 'succeeded',
      output: { id: 'sm-1' },
      continuation: 'sealed one',
    });
    expect(Date.parse(entry?.result.startedAt ?? '')).toBeLessThanOrEqual(Date.parse(entry?.result.finishedAt ?? ''));
  });

  it('keeps the continuation for the end and tells when the next attempt is due', async () => {
    const started = await start();
    expect(await me.settle(started, again(5_000))).toMatchObject({ kind: 'waiting', key: KEY, partition: PARTITION });
    const [entry] = await bench.ledger.unpublished([PARTITION], 10);
    expect(entry?.result).toMatchObject({ status: 'waiting', outcome: 'retry', attempt: 1 });
    expect(entry?.result.continuation).toBeUndefined();
    expect(Date.parse(entry?.result.nextAttemptAt ?? '') - Date.parse(entry?.result.finishedAt ?? '')).toBe(5_000);
  });

  it('numbers attempts on and counts only those that use the budget', async () => {
    const first = await start();
    await me.settle(first, again(), { counts: false });
    const second = await me.startOne();
    expect(second).toMatchObject({ attempt: 2, used: 0 });
    await me.settle(second, again());
    expect(await me.startOne()).toMatchObject({ attempt: 3, used: 1 });
    expect(await results(bench.ledger)).toEqual(['one #1 waiting attempt 1 retry', 'one #2 waiting attempt 2 retry']);
  });

  it('ends a retry that would come after the give-up time', async () => {
    const started = await start('one', { retry: { ...command('x').retry, maxElapsed: 5_000 } });
    expect(await me.settle(started, again(6_000))).toMatchObject({ status: 'dead', reason: 'exhausted' });
    expect(await results(bench.ledger)).toEqual(['one #1 dead exhausted attempt 1 retry']);
  });

  it('keeps a command that waits for its connection until the give-up time', async () => {
    const started = await start('one', { retry: { ...command('x').retry, maxElapsed: 5_000 } });
    const held = { ...again(6_000), held: true };
    expect(await me.settle(started, held)).toMatchObject({ kind: 'waiting' });
  });

  it('a late outcome changes no state, is kept on its attempt and published as evidence', async () => {
    const mine = await start();
    await lose(mine);
    expect(await me.settle(mine, SUCCEEDED, { output: { id: 'sm-1' } })).toEqual({ id: mine.id, kind: 'fenced' });
    expect(await results(bench.ledger)).toEqual([
      'one #1 waiting attempt 1 unknown',
      'one #2 late attempt 1 succeeded',
    ]);
    const evidence = (await bench.ledger.unpublished([PARTITION], 10))[1];
    expect(evidence?.result).toMatchObject({ output: { id: 'sm-1' } });
    expect(evidence?.result.continuation).toBeUndefined();
    const { rows } = await bench.pool.query('SELECT outcome, late_outcome FROM attempts');
    expect(rows).toEqual([{ outcome: 'unknown', late_outcome: 'succeeded' }]);
  });

  it('a late outcome does not disturb the next owner', async () => {
    const mine = await start();
    await lose(mine);
    const theirs = await other.startOne();
    expect(await me.settle(mine, REJECTED)).toMatchObject({ kind: 'fenced' });
    expect(await other.settle(theirs, SUCCEEDED)).toMatchObject({ kind: 'ended', status: 'succeeded' });
    expect(await results(bench.ledger)).toEqual([
      'one #1 waiting attempt 1 unknown',
      'one #2 late attempt 1 failed',
      'one #3 succeeded attempt 2 succeeded',
    ]);
  });

  it('a late outcome never overwrites an end', async () => {
    const mine = await start();
    await lose(mine, { state: 'dead', reason: 'unknown' });
    expect(await me.settle(mine, SUCCEEDED)).toMatchObject({ kind: 'fenced' });
    const { rows } = await bench.pool.query('SELECT state, reason FROM commands');
    expect(rows).toEqual([{ state: 'dead', reason: 'unknown' }]);
  });

  it('shows the same late outcome once', async () => {
    const mine = await start();
    await lose(mine);
    await me.settle(mine, SUCCEEDED);
    expect(await me.settle(mine, SUCCEEDED)).toMatchObject({ kind: 'repeated' });
    expect((await results(bench.ledger)).length).toBe(2);
  });

  it('knows its own confirm again when the answer was lost', async () => {
    const mine = await start();
    await me.settle(mine, again());
    expect(await me.settle(mine, again())).toEqual({ id: mine.id, kind: 'repeated' });
    expect((await results(bench.ledger)).length).toBe(1);
  });

  it('a lease that is renewed is not lost', async () => {
    const mine = await start();
    await expireLeases();
    expect(await bench.ledger.renew('other', [mine], 60_000)).toEqual([]);
    expect(await bench.ledger.renew('me', [{ ...mine, grip: mine.grip + 1 }], 60_000)).toEqual([]);
    expect(await bench.ledger.renew('me', [mine], 60_000)).toEqual([mine.id]);
    expect(await bench.ledger.lost([PARTITION], [])).toEqual([]);
  });

  it('does not take for lost what the asker is still working on, nor what is not its own', async () => {
    const mine = await start();
    await expireLeases();
    expect(await bench.ledger.lost([PARTITION], [mine])).toEqual([]);
    expect(await bench.ledger.lost([PARTITION + 1], [])).toEqual([]);
  });

  it('a confirm that comes before the sweep wins', async () => {
    const mine = await start();
    await expireLeases();
    const lost = await bench.ledger.lost([PARTITION], []);
    await me.settle(mine, SUCCEEDED);
    const settlements = lost.map((row) => ({ ...settlement(row, again()), owner: row.owner }));
    expect(await bench.ledger.settleLost(settlements, [PARTITION])).toEqual([]);
    expect(await results(bench.ledger)).toEqual(['one #1 succeeded attempt 1 succeeded']);
  });

  it('keeps a pending state and resumes with it in the same attempt', async () => {
    const mine = await start();
    const pending = { state: 'waiting', next: 'resume', delayMs: 0, pending: { operation: 'op-7' } } as const;
    await me.settle(mine, pending, { outcome: 'pending', counts: false });
    const resumed = await other.startOne();
    expect(resumed).toMatchObject({ attempt: 1, next: 'resume', pending: { operation: 'op-7' } });
    await other.settle(resumed, pending, { outcome: 'pending', counts: false, silent: true });
    await other.settle(await other.startOne(), SUCCEEDED);
    expect(await results(bench.ledger)).toEqual([
      'one #1 pending attempt 1 pending',
      'one #2 succeeded attempt 1 succeeded',
    ]);
  });

  it('a lost lease of a resumed job says nothing about the attempt', async () => {
    const mine = await start();
    const pending = { state: 'waiting', next: 'resume', delayMs: 0, pending: 'op-7' } as const;
    await me.settle(mine, pending, { outcome: 'pending' });
    await me.startOne();
    await expireLeases();
    const lost = await bench.ledger.lost([PARTITION], []);
    await bench.ledger.settleLost(
      lost.map((row) => ({
        id: row.id,
        grip: row.grip,
        attempt: 1,
        to: pending,
        counts: false,
        tries: 1,
        unknowns: 0,
        silent: true,
        owner: row.owner,
      })),
      [PARTITION],
    );
    expect(await other.startOne()).toMatchObject({ attempt: 1, next: 'resume', pending: 'op-7', tries: 1 });
    const { rows } = await bench.pool.query('SELECT outcome FROM attempts');
    expect(rows).toEqual([{ outcome: 'pending' }]);
  });

  it('ends a retry of a run that was cancelled meanwhile, and does not call an unknown effect cancelled', async () => {
    const plain = await start('plain');
    const doubtful = await start('doubtful');
    const job = await start('job');
    await bench.ledger.cancel(
      ['plain', 'doubtful', 'job'].map((name) => ({ tenant: 'acme', run: uuid(`run of ${name}`) })),
    );
    expect(await me.settle(plain, again())).toMatchObject({ status: 'cancelled', reason: 'cancelled' });
    expect(await me.settle(doubtful, again(), { outcome: 'unknown', unknowns: 1 })).toMatchObject({
      status: 'dead',
      reason: 'unknown',
    });
    expect(await me.settle(job, { state: 'waiting', next: 'resume', delayMs: 0, pending: 1 })).toMatchObject({
      kind: 'waiting',
    });
  });

  it('wakes the owner of a partition that has moved on', async () => {
    const mine = await start();
    await bench.ledger.settle('me', [settlement(mine, again())], [PARTITION + 1]);
    expect(await bench.ledger.wakeups([PARTITION + 1])).toEqual([]);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([{ partition: PARTITION, key: KEY }]);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([]);
  });

  it('settles two attempts of one command that come in one batch, each as its own', async () => {
    const first = await start();
    await lose(first);
    const second = await me.startOne();
    const batch = [settlement(first, REJECTED), settlement(second, SUCCEEDED, { output: { id: 'sm-2' } })];
    expect((await bench.ledger.settle('me', batch, [PARTITION])).map(({ kind }) => kind)).toEqual(['fenced', 'ended']);
    expect(await results(bench.ledger)).toEqual([
      'one #1 waiting attempt 1 unknown',
      'one #2 late attempt 1 failed',
      'one #3 succeeded attempt 2 succeeded',
    ]);
  });

  it('keeps the late outcomes of two attempts of one command that come in one batch', async () => {
    const first = await start();
    await lose(first);
    const second = await me.startOne();
    await lose(second);
    const batch = [first, second].map((started) => settlement(started, SUCCEEDED));
    expect((await bench.ledger.settle('me', batch, [PARTITION])).map(({ kind }) => kind)).toEqual(['fenced', 'fenced']);
    expect((await results(bench.ledger)).slice(2)).toEqual([
      'one #3 late attempt 1 succeeded',
      'one #4 late attempt 2 succeeded',
    ]);
  });

  it('settles many at once, each on its own', async () => {
    await bench.ledger.claim(
      PARTITION,
      ['a', 'b', 'c'].map((name) => claimed(command(name))),
    );
    const { running } = await me.start();
    await bench.pool.query('UPDATE commands SET grip = grip + 1 WHERE id = $1', [uuid('b')]);
    const all = running.map((row) => settlement(row, SUCCEEDED));
    const settled = await bench.ledger.settle('me', all, [PARTITION]);
    expect(settled.map(({ id, kind }) => [id, kind])).toEqual([
      [uuid('a'), 'ended'],
      [uuid('b'), 'fenced'],
      [uuid('c'), 'ended'],
    ]);
  });
});
