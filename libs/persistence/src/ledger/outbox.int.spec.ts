import { describe, expect, it } from '@jest/globals';
import { again, claimed, command, Owner, PARTITION, SUCCEEDED, useLedger, uuid } from './ledger.spec-helper.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('the outbox and what is kept', () => {
  const bench = useLedger();
  const me = new Owner(bench);
  const claim = (...names: string[]) =>
    bench.ledger.claim(
      PARTITION,
      names.map((name) => claimed(command(name))),
    );
  const age = (days: number) =>
    bench.pool.query(`UPDATE commands SET ended_at = ended_at - ${days} * interval '1 day'`);

  it('gives results oldest first, in order of seq per command, to the owner of the partition', async () => {
    await claim('a', 'b');
    for (const row of (await me.start()).running) await me.settle(row, again());
    for (const row of (await me.start()).running) await me.settle(row, SUCCEEDED);
    const entries = await bench.ledger.unpublished([PARTITION], 3);
    expect(entries.map(({ result }) => [result.event.id, result.seq])).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ]);
    expect(await bench.ledger.unpublished([PARTITION + 1], 10)).toEqual([]);
    await bench.ledger.published(entries.map(({ id }) => id));
    expect((await bench.ledger.unpublished([PARTITION], 10)).map(({ result }) => result.event.id)).toEqual(['b']);
  });

  it('keeps ended commands as long as they may be asked for, and those whose result has not left for longer', async () => {
    await claim('old', 'unsent', 'open');
    const { running } = await me.start(2);
    for (const row of running) await me.settle(row, SUCCEEDED, { output: 'x' });
    const [first] = await bench.ledger.unpublished([PARTITION], 10);
    await bench.ledger.published([first?.id ?? 0]);
    await bench.ledger.cancel([{ tenant: 'acme', run: uuid('some run') }]);
    expect(await bench.ledger.prune({ olderThanMs: DAY_MS, limit: 100 })).toBe(0);
    await age(2);
    await bench.pool.query("UPDATE cancelled_runs SET at = at - interval '2 days'");
    expect(await bench.ledger.prune({ olderThanMs: DAY_MS, limit: 100 })).toBe(2);
    const { rows } = await bench.pool.query(
      "SELECT command::jsonb -> 'event' ->> 'id' AS name FROM commands ORDER BY 1",
    );
    expect(rows).toEqual([{ name: 'open' }, { name: 'unsent' }]);
    expect((await bench.pool.query('SELECT FROM attempts')).rowCount).toBe(1);
    expect((await bench.pool.query('SELECT FROM cancelled_runs')).rowCount).toBe(0);
  });

  it('deletes in small batches', async () => {
    await claim(...Array.from({ length: 5 }, (_, index) => `c${index}`));
    for (const row of (await me.start()).running) await me.settle(row, SUCCEEDED);
    await bench.pool.query('TRUNCATE outbox');
    await age(2);
    expect(await bench.ledger.prune({ olderThanMs: DAY_MS, limit: 3 })).toBe(3);
    expect(await bench.ledger.prune({ olderThanMs: DAY_MS, limit: 3 })).toBe(2);
  });

  it('counts open rows by state', async () => {
    await claim('waiting', 'running', 'job');
    const { running } = await me.start();
    const row = (name: string) => running.find(({ command }) => command.event.id === name) as (typeof running)[number];
    await me.settle(row('waiting'), again(60_000));
    await me.settle(row('job'), { state: 'waiting', next: 'resume', delayMs: 0, pending: 1 });
    expect(await bench.ledger.counts()).toMatchObject({ waiting: 1, running: 1, pending: 1 });
  });

  it('tells how old the oldest open row is', async () => {
    expect(await bench.ledger.counts()).toMatchObject({ oldestOpenMs: 0 });
    await claim('old', 'new', 'later');
    await bench.pool.query(`UPDATE commands SET since = since - interval '1 hour' WHERE command LIKE '%"old"%'`);
    await bench.pool.query(`UPDATE commands SET since = since + interval '1 hour' WHERE command LIKE '%"later"%'`);
    const { oldestOpenMs } = await bench.ledger.counts();
    expect(oldestOpenMs).toBeGreaterThanOrEqual(HOUR_MS);
    expect(oldestOpenMs).toBeLessThan(HOUR_MS + 60_000);
    for (const row of (await me.start()).running) await me.settle(row, SUCCEEDED);
    expect(await bench.ledger.counts()).toMatchObject({ oldestOpenMs: 0 });
  });
});
