import { describe, expect, it } from '@jest/globals';
import type { Started } from './ledger.js';
import { claimed, command, KEY, Owner, PARTITION, results, useLedger, uuid } from './ledger.spec-helper.js';

const names = ({ running }: Started) => running.map((row) => row.command.event.id);

describe('starting attempts', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const claim = (...commands: ReturnType<typeof claimed>[]) => bench.ledger.claim(PARTITION, commands);

  it('leaves an attempt without outcome behind before the request may leave', async () => {
    await claim(claimed(command('one')));
    const started = await me.startOne();
    expect(started).toMatchObject({
      id: uuid('one'),
      attempt: 1,
      next: 'perform',
      used: 0,
      owner: 'me',
      partition: PARTITION,
    });
    const { rows } = await bench.pool.query('SELECT number, owner, outcome, finished_at FROM attempts');
    expect(rows).toEqual([{ number: 1, owner: 'me', outcome: null, finished_at: null }]);
  });

  it('starts no row twice, whoever asks', async () => {
    await claim(...Array.from({ length: 50 }, (_, index) => claimed(command(`c${index}`))));
    const owners = Array.from({ length: 4 }, (_, index) => new Owner(bench, `owner ${index}`));
    const all = (await Promise.all(owners.map((owner) => owner.start(50)))).flatMap(names);
    const rest = names(await me.start(50));
    expect([...all, ...rest].length).toBe(50);
    expect(new Set([...all, ...rest]).size).toBe(50);
  });

  it('takes no more of a key than asked, the oldest first, and says that there is more', async () => {
    await claim(claimed(command('a')), claimed(command('b')), claimed(command('c')));
    const started = await me.start(2);
    expect(names(started)).toEqual(['a', 'b']);
    expect(started.due).toMatchObject([{ key: KEY, partition: PARTITION }]);
    expect((await me.start(2)).due).toEqual([]);
  });

  it('takes rows of its own keys only', async () => {
    await claim(claimed(command('mine')), claimed(command('other'), { key: 'acme|other' }));
    await bench.ledger.claim(PARTITION + 1, [claimed(command('elsewhere'))]);
    expect(names(await me.start())).toEqual(['mine']);
  });

  it('keeps a first attempt back while one ahead of it in its lane is held by another transaction', async () => {
    await claim(...['a', 'b'].map((name) => claimed(command(name, { lane: 'L' }))));
    const other = await bench.pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM commands WHERE id = $1 FOR UPDATE', [uuid('a')]);
      expect(names(await me.start())).toEqual([]);
      await other.query('ROLLBACK');
    } finally {
      other.release();
    }
    expect(names(await me.start())).toEqual(['a']);
  });

  it('leaves rows alone whose connection is broken, and those ahead of them in the lane', async () => {
    const broken = ['acme|connection|main'];
    await claim(claimed(command('a', { lane: 'L' })), claimed(command('b', { lane: 'L' }), { refs: [] }));
    await claim(claimed(command('free'), { refs: ['acme|secret|token'] }));
    const started = await me.start(10, { broken });
    expect(names(started)).toEqual(['free']);
    expect(names(await me.start())).toEqual(['a']);
  });

  it('ends an expired command instead of starting it', async () => {
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    await claim(claimed(command('late', { expiresAt })), claimed(command('fine')));
    const started = await me.start();
    expect(names(started)).toEqual(['fine']);
    expect(started.ended).toMatchObject([{ id: uuid('late'), status: 'skipped', reason: 'expired' }]);
    expect(await results(bench.ledger)).toEqual(['late #1 skipped expired attempt 0']);
  });

  it('does not start an attempt of a run that was cancelled, even when the cancel missed the row', async () => {
    await claim(claimed(command('one')));
    await bench.pool.query('INSERT INTO cancelled_runs VALUES ($1, $2, now())', ['acme', uuid('run of one')]);
    const started = await me.start();
    expect(names(started)).toEqual([]);
    expect(started.ended).toMatchObject([{ status: 'cancelled' }]);
    expect((await bench.pool.query('SELECT FROM attempts')).rowCount).toBe(0);
  });

  it('gives up what has waited too long', async () => {
    await claim(claimed(command('one')));
    await bench.pool.query("UPDATE commands SET give_up_at = now() - interval '1 s'");
    expect((await me.start()).ended).toMatchObject([{ status: 'dead', reason: 'exhausted' }]);
  });

  it('counts what is ready no further than asked', async () => {
    await claim(...Array.from({ length: 8 }, (_, index) => claimed(command(`c${index}`))));
    await claim(claimed(command('later', { notBefore: new Date(Date.now() + 60_000).toISOString() })));
    const keys = [{ partition: PARTITION, key: KEY }];
    expect(await bench.ledger.countReady(keys, 5)).toBe(5);
    expect(await bench.ledger.countReady(keys, 100)).toBe(8);
    expect(await bench.ledger.countReady([], 100)).toBe(0);
  });
});
