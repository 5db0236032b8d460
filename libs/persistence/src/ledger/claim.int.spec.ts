import { describe, expect, it } from '@jest/globals';
import {
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

describe('claiming commands', () => {
  const bench = useLedger();
  const claim = (...commands: ReturnType<typeof claimed>[]) => bench.ledger.claim(PARTITION, commands);

  it('takes a command once, however often and in whatever batch it comes', async () => {
    const one = claimed(command('one'));
    expect(await claim(one, { ...one, offset: one.offset + 100 })).toMatchObject({ fresh: 1 });
    expect(await claim(one, claimed(command('two')))).toMatchObject({ fresh: 1 });
    const { running } = await new Owner(bench).start();
    expect(running.map((row) => row.command.event.id)).toEqual(['one', 'two']);
  });

  it('tells which keys have something to do, rows that waited already included', async () => {
    const one = claimed(command('one'));
    await claim(one);
    const { due } = await claim(one, claimed(command('other'), { key: 'acme|other' }));
    expect(due.map(({ key, partition }) => [key, partition])).toEqual(
      expect.arrayContaining([
        [KEY, PARTITION],
        ['acme|other', PARTITION],
      ]),
    );
    expect(due.every(({ dueInMs }) => dueInMs <= 0)).toBe(true);
  });

  it('puts the last result out again when a command that ended is sent once more, and does nothing else', async () => {
    const one = claimed(command('one'));
    await claim(one);
    const me = new Owner(bench);
    await me.settle(await me.startOne(), SUCCEEDED, { output: { id: 'sm-1' }, events: [{ type: 'x.y' }] });
    const [before] = await bench.ledger.unpublished([PARTITION], 10);
    await bench.ledger.published([before?.id ?? 0]);
    expect(await results(bench.ledger)).toEqual([]);

    expect(await claim(one)).toEqual({ fresh: 0, due: [], ended: [] });
    await claim(one);
    const [after, ...more] = await bench.ledger.unpublished([PARTITION], 10);
    expect(after?.result).toEqual(before?.result);
    expect(after?.events).toEqual([{ type: 'x.y' }]);
    expect(more).toEqual([]);
    expect((await me.start()).running).toEqual([]);
  });

  it('ends a command of a cancelled run at once', async () => {
    await bench.ledger.cancel([{ tenant: 'acme', run: uuid('run of one') }]);
    const { ended } = await claim(claimed(command('one')), claimed(command('two')));
    expect(ended).toMatchObject([{ id: uuid('one'), status: 'cancelled', reason: 'cancelled' }]);
    expect(await results(bench.ledger)).toEqual(['one #1 cancelled cancelled attempt 0']);
  });

  it('does not take the cancel of another tenant for its own', async () => {
    await bench.ledger.cancel([{ tenant: 'other', run: uuid('run of one') }]);
    expect((await claim(claimed(command('one')))).ended).toEqual([]);
  });

  it('ends a command that could not be rendered without an attempt, and says why', async () => {
    const refused = { code: 'invalid_value', message: 'not a number', class: 'permanent' } as const;
    await claim(claimed(command('one', { refused })));
    const [entry] = await bench.ledger.unpublished([PARTITION], 10);
    expect(entry?.result).toMatchObject({ status: 'dead', reason: 'rejected', attempt: 0, error: refused });
    expect(entry?.result.continuation).toBe('sealed one');
    expect(entry?.result.outcome).toBeUndefined();
  });

  it('keeps text that Postgres would refuse', async () => {
    const odd = command('one', { lane: 'a\0b', params: { text: 'nul \0 and \ud800' } });
    await claim(claimed(odd, { key: 'acme|\0', refs: ['acme|connection|\0'] }));
    const { due } = await claim(claimed(odd));
    expect(due).toMatchObject([{ key: 'acme|\uFFFD' }]);
    const { running } = await new Owner(bench).start(1, { key: 'acme|\uFFFD' });
    expect(running[0]?.command.params).toEqual(odd.params);
  });

  it('keeps a delayed command until it is due', async () => {
    const notBefore = new Date(Date.now() + 60_000).toISOString();
    const { due } = await claim(claimed(command('later', { notBefore })));
    expect(due[0]?.dueInMs).toBeGreaterThan(50_000);
    expect((await new Owner(bench).start()).running).toEqual([]);
  });

  it('never has a first attempt due before one that is ahead of it in its lane', async () => {
    const notBefore = new Date(Date.now() + 60_000).toISOString();
    await claim(claimed(command('delayed', { lane: 'L', notBefore })));
    const { due } = await claim(claimed(command('behind', { lane: 'L' })), claimed(command('beside', { lane: 'M' })));
    expect(due[0]?.dueInMs).toBeLessThanOrEqual(0);
    const { running } = await new Owner(bench).start();
    expect(running.map((row) => row.command.event.id)).toEqual(['beside']);
  });

  it.each(['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-99-99T99:99:99Z'])(
    'is not stopped by a time that is none: %s',
    async (time) => {
      const odd = command('odd', {
        notBefore: time,
        expiresAt: time,
        issuedAt: time,
        event: { ...command('odd').event, time },
      });
      expect(await claim(claimed(odd), claimed(command('fine')))).toMatchObject({ fresh: 2 });
    },
  );

  it('claims of two processes at once take each command once', async () => {
    const batch = Array.from({ length: 200 }, (_, index) => claimed(command(`c${index}`)));
    const both = await Promise.all([bench.ledger.claim(PARTITION, batch), bench.ledger.claim(PARTITION, batch)]);
    expect(both.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(200);
  });

  it('a rejected command stays dead when it is sent again', async () => {
    const one = claimed(command('one'));
    await claim(one);
    const me = new Owner(bench);
    await me.settle(await me.startOne(), REJECTED);
    await claim(one);
    expect((await me.start()).running).toEqual([]);
  });
});
