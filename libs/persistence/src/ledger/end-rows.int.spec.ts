import { describe, expect, it } from '@jest/globals';
import {
  again,
  claimed,
  command,
  KEY,
  Owner,
  PARTITION,
  REJECTED,
  results,
  SUCCEEDED,
  useLedger,
  uuid,
} from './ledger.spec-helper.js';

const run = (name: string) => ({ tenant: 'acme', run: uuid(`run of ${name}`) });
const pendingState = { state: 'waiting', next: 'resume', delayMs: 0, pending: 'op-7' } as const;

describe('ending rows without an attempt', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const claim = (name: string, change = {}) => bench.ledger.claim(PARTITION, [claimed(command(name, change))]);
  const states = async () => {
    const { rows } = await bench.pool.query<{ name: string; state: string }>(
      `SELECT command::jsonb -> 'event' ->> 'id' AS name, state || COALESCE(' ' || reason, '') AS state FROM commands ORDER BY 1`,
    );
    return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
  };

  it('cancels what waits, in every kind of waiting, and leaves alone what the target works on', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    for (const name of ['retried', 'running', 'job', 'doubtful', 'asked', 'done']) await claim(name);
    const rows = new Map((await me.start()).running.map((row) => [row.command.event.id, row]));
    const row = (name: string) => rows.get(name) as NonNullable<ReturnType<typeof rows.get>>;
    await me.settle(row('retried'), again(60_000));
    await me.settle(row('job'), pendingState, { outcome: 'pending' });
    await me.settle(row('doubtful'), again(60_000), { outcome: 'unknown', unknowns: 1 });
    await me.settle(
      row('asked'),
      { state: 'waiting', next: 'reconcile', delayMs: 0 },
      { outcome: 'unknown', unknowns: 1 },
    );
    await me.settle(row('done'), SUCCEEDED);
    await claim('new');
    await claim('delayed', { notBefore: later });
    await claim('untouched');
    const cancelled = ['retried', 'running', 'job', 'doubtful', 'asked', 'done', 'new', 'delayed'].map(run);
    const ended = await bench.ledger.cancel(cancelled);
    expect(ended.length).toBe(4);
    expect(await states()).toEqual({
      retried: 'cancelled cancelled',
      new: 'cancelled cancelled',
      delayed: 'cancelled cancelled',
      doubtful: 'dead unknown',
      running: 'running',
      job: 'waiting',
      asked: 'waiting',
      done: 'succeeded',
      untouched: 'waiting',
    });
    expect(await results(bench.ledger)).toEqual(
      expect.arrayContaining([
        'new #1 cancelled cancelled attempt 0',
        'retried #2 cancelled cancelled attempt 1',
        'doubtful #2 dead unknown attempt 1',
      ]),
    );
    expect(await bench.ledger.cancel(cancelled)).toEqual([]);
  });

  it('no attempt starts once a cancel is durable, whatever happens at the same moment', async () => {
    for (let round = 0; round < 15; round += 1) {
      const name = `race ${round}`;
      const [, cancelled, started] = await Promise.all([claim(name), bench.ledger.cancel([run(name)]), me.start(1)]);
      const { running } = await me.start(1);
      expect(running).toEqual([]);
      const begun = started.running.length;
      expect((await states())[name]).toBe(begun === 1 ? 'running' : 'cancelled cancelled');
      if (begun === 1) expect(cancelled).toEqual([]);
      await bench.pool.query('TRUNCATE commands');
    }
  });

  it('ends expired rows without waiting for their due time, but none that the target works on', async () => {
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    const due = { notBefore: new Date(Date.now() + 60_000).toISOString(), expiresAt };
    await claim('expired', due);
    await claim('fine');
    await claim('job');
    const { running } = await me.start();
    for (const row of running) await me.settle(row, row.command.event.id === 'job' ? pendingState : again(60_000));
    await bench.pool.query("UPDATE commands SET expires_at = $1 WHERE command LIKE '%job%'", [expiresAt]);
    expect(await bench.ledger.endOverdue([PARTITION + 1], [])).toEqual([]);
    expect(await bench.ledger.endOverdue([PARTITION], [])).toMatchObject([{ status: 'skipped', reason: 'expired' }]);
    expect(await states()).toEqual({ expired: 'skipped expired', fine: 'waiting', job: 'waiting' });
  });

  it('an expired command with an unknown attempt ends dead, because its effect may have happened', async () => {
    await claim('doubtful', { expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await me.settle(await me.startOne(), again(60_000), { outcome: 'unknown', unknowns: 1 });
    await bench.pool.query("UPDATE commands SET expires_at = now() - interval '1 s'");
    expect(await bench.ledger.endOverdue([PARTITION], [])).toMatchObject([{ status: 'dead', reason: 'unknown' }]);
  });

  it('says why it gave up, and what the last attempt met', async () => {
    await claim('plain');
    await claim('broken');
    await claim('asked');
    const { running } = await me.start();
    const reconcile = { state: 'waiting', next: 'reconcile', delayMs: 0 } as const;
    const error = { code: 'http_503', message: 'Busy.', class: 'retry' } as const;
    for (const row of running) {
      await me.settle(row, row.command.event.id === 'asked' ? reconcile : again(60_000), { error });
    }
    await bench.pool.query(
      "UPDATE commands SET give_up_at = now() - interval '1 s', refs = CASE WHEN command LIKE '%broken%' THEN refs ELSE '{}' END",
    );
    await bench.ledger.endOverdue([PARTITION], ['acme|connection|main']);
    const told = (await bench.ledger.unpublished([PARTITION], 10)).map(({ result }) => result);
    expect(told.filter(({ status }) => status === 'dead').map(({ error }) => error)).toEqual([error, error, error]);
    expect(await states()).toEqual({
      plain: 'dead exhausted',
      broken: 'dead connection_broken',
      asked: 'dead unknown',
    });
  });

  it('redrives what a person saw, once', async () => {
    await claim('one');
    await me.settle(await me.startOne(), REJECTED);
    const seen = { tenant: 'acme', command: uuid('one'), redrives: 0 };
    expect(await bench.ledger.redrive([{ ...seen, tenant: 'other' }], [PARTITION])).toEqual([]);
    expect(await bench.ledger.redrive([seen, seen], [PARTITION])).toEqual([
      { id: uuid('one'), partition: PARTITION, key: KEY },
    ]);
    expect(await bench.ledger.redrive([seen], [PARTITION])).toEqual([]);
    const started = await me.startOne();
    expect(started).toMatchObject({ attempt: 2, used: 0, redrives: 1 });
    await me.settle(started, REJECTED);
    expect(await bench.ledger.redrive([seen], [PARTITION])).toEqual([]);
    expect(await results(bench.ledger)).toEqual([
      'one #1 dead rejected attempt 1 failed',
      'one #2 waiting attempt 1',
      'one #3 dead rejected attempt 2 failed',
    ]);
  });

  it('redrives only what is dead', async () => {
    await claim('waiting');
    await claim('done');
    const { running } = await me.start();
    for (const row of running) await me.settle(row, row.command.event.id === 'done' ? SUCCEEDED : again());
    const requests = ['waiting', 'done', 'nobody'].map((name) => ({
      tenant: 'acme',
      command: uuid(name),
      redrives: 0,
    }));
    expect(await bench.ledger.redrive(requests, [PARTITION])).toEqual([]);
  });

  it('a redrive starts budget, give-up time and expiry afresh', async () => {
    const now = Date.now();
    const minutes = (n: number) => new Date(now + n * 60_000).toISOString();
    await claim('one', {
      expiresAt: minutes(10),
      issuedAt: minutes(0),
      event: { ...command('one').event, time: minutes(-5) },
    });
    await me.settle(await me.startOne(), REJECTED);
    await bench.pool.query(
      `UPDATE commands SET since = since - interval '2 h', give_up_at = give_up_at - interval '2 h', expires_at = now() - interval '1 h'`,
    );
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('one'), redrives: 0 }], [PARTITION]);
    const { rows } = await bench.pool.query(`SELECT round(extract(epoch FROM expires_at - now()) / 60)::int AS expires,
      round(extract(epoch FROM give_up_at - now()) / 60)::int AS gives_up FROM commands`);
    expect(rows).toEqual([{ expires: 15, gives_up: 60 }]);
    expect((await me.start()).running.length).toBe(1);
  });

  it('a redriven command of a cancelled run is not performed', async () => {
    await claim('one');
    await me.settle(await me.startOne(), REJECTED);
    await bench.ledger.cancel([run('one')]);
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('one'), redrives: 0 }], [PARTITION]);
    expect(await states()).toEqual({ one: 'cancelled cancelled' });
    expect((await results(bench.ledger)).at(-1)).toBe('one #2 cancelled cancelled attempt 1');
  });

  it('redriving a job that was given up asks about it again instead of submitting it twice', async () => {
    await claim('job');
    await me.settle(await me.startOne(), pendingState, { outcome: 'pending' });
    await bench.pool.query(
      "UPDATE commands SET since = since - interval '2 h', give_up_at = give_up_at - interval '2 h'",
    );
    await bench.ledger.endOverdue([PARTITION], []);
    expect(await states()).toEqual({ job: 'dead exhausted' });
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('job'), redrives: 0 }], [PARTITION]);
    expect(await me.startOne()).toMatchObject({ next: 'resume', attempt: 1, pending: 'op-7' });
  });

  it('a redrive read by somebody else wakes the owner of the partition', async () => {
    await claim('one');
    await me.settle(await me.startOne(), REJECTED);
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('one'), redrives: 0 }], []);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([{ partition: PARTITION, key: KEY }]);
  });

  it('a redriven row neither waits for its old lane nor holds it up', async () => {
    await claim('a', { lane: 'L', expiresAt: new Date(Date.now() - 1).toISOString() });
    await me.start();
    await claim('b', { lane: 'L' });
    await bench.pool.query("UPDATE commands SET state = 'dead' WHERE state = 'skipped'");
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('a'), redrives: 0 }], [PARTITION]);
    await bench.pool.query("UPDATE commands SET due_at = now() + interval '1 h' WHERE id = $1", [uuid('a')]);
    expect((await me.start()).running.map((row) => row.command.event.id)).toEqual(['b']);
  });
});
