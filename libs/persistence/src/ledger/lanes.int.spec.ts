import { describe, expect, it } from '@jest/globals';
import type { Command } from '@hookswitch/domain';
import type { Started } from './ledger.js';
import {
  again,
  claimed,
  command,
  KEY,
  Owner,
  PARTITION,
  REJECTED,
  settlement,
  SUCCEEDED,
  useLedger,
  uuid,
} from './ledger.spec-helper.js';

const names = ({ running }: Started) => running.map((row) => row.command.event.id);
const HERE = { partition: PARTITION, key: KEY };

describe('the lane of a call', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const heir = new Owner(bench, 'heir');
  const claim = (...commands: readonly Command[]) =>
    bench.ledger.claim(
      PARTITION,
      commands.map((each) => claimed(each)),
    );
  const inLane = (name: string, change: Partial<Command> = {}) => command(name, { lane: 'L', ...change });
  const expireLeases = () =>
    bench.pool.query("UPDATE commands SET lease_until = now() - interval '1 s' WHERE state = 'running'");

  it('starts first attempts in order, each after the answer to the one before', async () => {
    await claim(...['a', 'b', 'c'].map((name) => inLane(name)));
    for (const name of ['a', 'b', 'c']) {
      const started = await me.start();
      expect(names(started)).toEqual([name]);
      expect(names(await me.start())).toEqual([]);
      for (const row of started.running) await me.settle(row, SUCCEEDED);
    }
  });

  it('does not let an answer that is waited for hold up others of the same target', async () => {
    await claim(...['a', 'b', 'c', 'd'].map((name) => inLane(name)), command('other'));
    expect(names(await me.start(2))).toEqual(['a']);
    expect(names(await me.start(2))).toEqual(['other']);
  });

  it('waits until the outcome is written, whatever it is, and says that the next may start', async () => {
    const job = { state: 'waiting', next: 'resume', delayMs: 60_000, pending: 1 } as const;
    for (const [name, to] of Object.entries({ fine: SUCCEEDED, no: REJECTED, retry: again(60_000), job })) {
      await claim(inLane(name, { lane: name }), inLane(`after ${name}`, { lane: name }));
      const started = await me.startOne();
      expect(names(await me.start())).toEqual([]);
      expect(await me.settle(started, to)).toMatchObject({ frees: HERE });
      const next = await me.start();
      expect(names(next)).toEqual([`after ${name}`]);
      for (const row of next.running) expect((await me.settle(row, SUCCEEDED))?.frees).toBeUndefined();
    }
  });

  it('looks again for what waits for an answer after a while, though nobody says anything', async () => {
    await claim(inLane('a'), inLane('b'));
    const { due } = await me.start();
    expect(due).toEqual([{ ...HERE, dueInMs: 1_000 }]);
  });

  it('does not wait for a second attempt, nor for what a target still works on', async () => {
    await claim(inLane('a'), inLane('b'), inLane('c'));
    await me.settle(await me.startOne(), again());
    await me.settle(await me.startOne(), SUCCEEDED);
    expect(names(await me.start())).toEqual(['c', 'a']);

    const job = { state: 'waiting', next: 'resume', delayMs: 0, pending: 1 } as const;
    await claim(inLane('job', { lane: 'J' }), inLane('next', { lane: 'J' }));
    await me.settle(await me.startOne(), job);
    expect(names(await me.start())).toEqual(['next', 'job']);
  });

  it('goes on when the process died, as soon as its lease is found expired', async () => {
    await claim(inLane('a'), inLane('b'));
    const lost = await me.startOne();
    await expireLeases();
    expect(names(await heir.start())).toEqual([]);
    const unknown = settlement(lost, again(60_000), { outcome: 'unknown', unknowns: 1 });
    const settled = await bench.ledger.settleLost([{ ...unknown, owner: 'me' }], [PARTITION]);
    expect(settled).toMatchObject([{ kind: 'waiting', frees: HERE }]);
    expect(names(await heir.start())).toEqual(['b']);
    expect(await me.settle(lost, SUCCEEDED)).toMatchObject({ kind: 'fenced' });
  });

  it('goes on where it is owned now, when the answer comes to whoever owned it before', async () => {
    await claim(inLane('a'), inLane('b'));
    const started = await me.startOne();
    await bench.ledger.settle('me', [settlement(started, SUCCEEDED)], [PARTITION + 1]);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([HERE]);
    expect(names(await heir.start())).toEqual(['b']);
    expect(await bench.ledger.wakeups([PARTITION])).toEqual([]);
  });

  it('goes past what was cancelled, has expired or was given up ahead of it', async () => {
    await claim(
      inLane('cancelled'),
      inLane('expired', { expiresAt: new Date(Date.now() - 1_000).toISOString() }),
      inLane('given up'),
      inLane('fine'),
    );
    await bench.ledger.cancel([{ tenant: 'acme', run: uuid('run of cancelled') }]);
    await bench.pool.query("UPDATE commands SET give_up_at = now() - interval '1 s' WHERE id = $1", [uuid('given up')]);
    const started = await me.start();
    expect(names(started)).toEqual(['fine']);
    expect(started.ended.map(({ id }) => id).sort()).toEqual([uuid('expired'), uuid('given up')].sort());
  });

  it('ends what was cancelled or has expired without waiting for the answer ahead of it', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    await claim(inLane('a'), inLane('cancelled'), inLane('expired', { expiresAt }), inLane('b'));
    const started = await me.startOne();
    expect(await bench.ledger.cancel([{ tenant: 'acme', run: uuid('run of cancelled') }])).toHaveLength(1);
    await bench.pool.query("UPDATE commands SET expires_at = now() - interval '1 s' WHERE id = $1", [uuid('expired')]);
    expect(await bench.ledger.endOverdue([PARTITION], [])).toMatchObject([{ id: uuid('expired'), status: 'skipped' }]);
    await bench.ledger.cancel([{ tenant: 'acme', run: uuid('run of a') }]);
    expect(names(await me.start())).toEqual([]);
    expect(await me.settle(started, again())).toMatchObject({ status: 'cancelled', frees: HERE });
    expect(names(await me.start())).toEqual(['b']);
  });

  it('a redriven command neither waits in it nor holds up others', async () => {
    await claim(inLane('a'), inLane('b'), inLane('c'));
    await me.settle(await me.startOne(), REJECTED);
    const b = await me.startOne();
    await bench.ledger.redrive([{ tenant: 'acme', command: uuid('a'), redrives: 0 }], [PARTITION]);
    expect(names(await me.start())).toEqual(['a']);
    await me.settle(b, SUCCEEDED);
    expect(names(await me.start())).toEqual(['c']);
  });

  it('never has two first attempts at work, whoever starts and settles at the same time', async () => {
    const all = Array.from({ length: 12 }, (_, index) => `c${index}`);
    await claim(...all.map((name) => inLane(name)));
    const order: string[] = [];
    let atWork = 0;
    const work = async (owner: Owner): Promise<void> => {
      while (order.length < all.length) {
        for (const row of (await owner.start(5)).running) {
          expect((atWork += 1)).toBe(1);
          order.push(row.command.event.id);
          atWork -= 1;
          await owner.settle(row, SUCCEEDED);
        }
      }
    };
    await Promise.all([work(me), work(heir), work(new Owner(bench, 'third'))]);
    expect(order).toEqual(all);
  });
});
