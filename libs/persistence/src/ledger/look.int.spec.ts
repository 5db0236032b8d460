import { describe, expect, it } from '@jest/globals';
import type { DueKey } from './ledger.js';
import { claimed, command, KEY, PARTITION, useLedger } from './ledger.spec-helper.js';

describe('looking at what waits', () => {
  const bench = useLedger();
  /** Rows that wait, with as many keys as `key` makes of their numbers. */
  const lay = (rows: number, key: string, change = "'perform'") =>
    bench.pool.query(
      `INSERT INTO commands (id, tenant, run, source_partition, source_offset, key, lane, refs, state, next, due_at, since, give_up_at, command)
       SELECT gen_random_uuid(), 'acme', gen_random_uuid(), $1, n, ${key}, gen_random_uuid(), '{}', 'waiting', ${change},
         now() - n * interval '1 ms', now() - n * interval '1 ms', now() + interval '1 day' - n * interval '1 ms', '{}'
       FROM generate_series(1, $2::int) AS n`,
      [PARTITION, rows],
    );
  const allKeys = async (partition: number): Promise<readonly DueKey[]> => {
    const all: DueKey[] = [];
    for (;;) {
      const page = await bench.ledger.dueKeys(partition, all.at(-1)?.key);
      if (page.length === 0) return all;
      all.push(...page);
    }
  };

  it('lists every key with waiting rows and its first due time', async () => {
    await bench.ledger.claim(PARTITION, [claimed(command('a')), claimed(command('b'))]);
    const notBefore = new Date(Date.now() + 60_000).toISOString();
    await bench.ledger.claim(PARTITION + 1, [claimed(command('c', { notBefore }), { key: 'acme|later' })]);
    expect(await allKeys(PARTITION)).toEqual([{ partition: PARTITION, key: KEY, dueInMs: expect.any(Number) }]);
    const [later] = await allKeys(PARTITION + 1);
    expect(later).toMatchObject({ partition: PARTITION + 1, key: 'acme|later' });
    expect(later?.dueInMs).toBeGreaterThan(50_000);
    expect(await allKeys(PARTITION + 2)).toEqual([]);
  });

  it('lists many keys in pages, each once, with few rows and with many', async () => {
    await lay(3_000, "'acme|k' || n");
    await lay(3_000, "'acme|l' || n % 3");
    await lay(500, "'zoe|' || n");
    const all = await allKeys(PARTITION);
    const names = all.map(({ key }) => key);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(3_000 + 3 + 500);
    const [first] = await bench.ledger.dueKeys(PARTITION, 'acme|kz');
    expect(first?.key).toBe('acme|l0');
    expect(first?.dueInMs).toBeLessThanOrEqual(-3_000);
  });

  it('counts exactly what is little, and estimates what is much', async () => {
    await lay(6_000, "'acme|k'");
    await lay(3_000, "'acme|k'", "'resume'");
    expect(await bench.ledger.counts()).toMatchObject({ waiting: 6_000, pending: 3_000, running: 0 });
    await lay(6_000, "'acme|k'");
    expect(await bench.ledger.counts()).toMatchObject({ running: 0 });
    await bench.pool.query('VACUUM ANALYZE commands');
    const { waiting, pending, oldestOpenMs } = await bench.ledger.counts();
    expect(waiting + pending).toBeGreaterThan(14_500);
    expect(waiting + pending).toBeLessThan(15_500);
    expect(pending / waiting).toBeGreaterThan(0.1);
    expect(oldestOpenMs).toBeGreaterThanOrEqual(6_000);
  });
});
