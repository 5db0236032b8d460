import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@hookswitch/testing';
import pg from 'pg';
import type { BusRecord, EventBus } from '../port.js';
import { createPostgresBus } from './postgres-bus.js';
import type { PostgresBusOptions } from './database.js';

let database: TestDatabase;
let buses: EventBus[];

beforeEach(async () => {
  database = await testDatabase();
  buses = [];
});
afterEach(async () => {
  await Promise.all(buses.map((bus) => bus.close()));
  await database.drop();
});

function open(options: Partial<PostgresBusOptions> = {}): EventBus {
  const bus = createPostgresBus({ connectionString: database.url, ...options });
  buses.push(bus);
  return bus;
}

const log = { name: 't', partitions: 1, cleanup: 'delete', timestamps: 'broker' } as const;
const record = (value: string, key = 'k') => ({ topic: 't', key, value });

async function all(bus: EventBus): Promise<BusRecord[]> {
  const found: BusRecord[] = [];
  for await (const page of bus.read('t', 0, 0, 1_000)) found.push(...page);
  return found;
}

it('lets no reader pass an append that is still open', async () => {
  const bus = open();
  await bus.ensureTopics([log]);
  const seen: (string | undefined)[] = [];
  await bus.consume({
    group: 'g',
    topics: ['t'],
    onBatch: async (batch) => {
      seen.push(...batch.records.map(({ value }) => value?.toString()));
      await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
    },
  });
  // Somebody takes an offset and takes long to commit.
  const slow = new pg.Client({ connectionString: database.url });
  await slow.connect();
  await slow.query('BEGIN');
  await slow.query('UPDATE bus.partitions SET next_offset = next_offset + 1');
  await slow.query(`INSERT INTO bus.records VALUES (1, 0, 0, 0, NULL, 'slow', NULL)`);
  let published = false;
  const fast = bus.publish([record('fast')]).then(() => (published = true));
  await eventually('the append waits for the open one', async () => {
    const { rows } = await slow.query<{ n: string }>(`SELECT count(*) AS n FROM pg_locks WHERE NOT granted`);
    return rows[0]?.n !== '0';
  });
  expect([published, seen]).toEqual([false, []]);
  await slow.query('COMMIT');
  await slow.end();
  await fast;
  await eventually('both', () => seen.length === 2);
  expect(seen).toEqual(['slow', 'fast']);
});

it('sees what was appended without a word to it', async () => {
  const bus = open();
  await bus.ensureTopics([log]);
  const seen: BusRecord[] = [];
  await bus.follow({ topic: 't', onRecords: (records) => void seen.push(...records) });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`WITH p AS (UPDATE bus.partitions SET next_offset = 1)
                      INSERT INTO bus.records VALUES (1, 0, 0, 0, NULL, 'quiet', NULL)`);
  await client.end();
  await eventually('the record', () => seen.length === 1);
});

it('is for one process, and says so to the second', async () => {
  const first = open();
  await first.ensureTopics([log]);
  const second = open();
  const refused = {
    name: 'MessagingError',
    code: 'unavailable',
    message: expect.stringContaining('another process'),
  };
  await expect(second.publish([record('v')])).rejects.toMatchObject(refused);
  await first.close();
  expect(await second.publish([record('v')])).toEqual([{ topic: 't', partition: 0, offset: 0 }]);
});

it('keeps everything over a restart', async () => {
  const first = open();
  await first.ensureTopics([log]);
  await first.publish([record('a'), record('b')]);
  const batches: string[] = [];
  await first.consume({
    group: 'g',
    topics: ['t'],
    maxRecords: 1,
    onBatch: async (batch) => {
      if (batches.length === 0) await batch.commit(1, 'here');
      batches.push('x');
    },
  });
  await eventually('both', () => batches.length === 2);
  await first.close();
  const second = open();
  const seen: (string | undefined)[] = [];
  await second.consume({
    group: 'g',
    topics: ['t'],
    onBatch: (batch) => Promise.resolve(void seen.push(...batch.records.map(({ value }) => value?.toString()))),
  });
  await eventually('the second', () => seen.length === 1);
  expect(seen).toEqual(['b']);
  expect((await second.committed('g', 't')).get(0)).toEqual({ offset: 1, metadata: 'here' });
});

it('goes on when the server cut its connections', async () => {
  const bus = open();
  await bus.ensureTopics([log]);
  const seen: (string | undefined)[] = [];
  await bus.consume({
    group: 'g',
    topics: ['t'],
    onBatch: async (batch) => {
      seen.push(...batch.records.map(({ value }) => value?.toString()));
      await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
    },
  });
  await bus.publish([record('before')]);
  await eventually('the first', () => seen.length === 1);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
  await eventually('a publish succeeds', () =>
    bus.publish([record('after')]).then(
      () => true,
      () => false,
    ),
  );
  await eventually('the last', () => seen.includes('after'));
});

it('removes what is older than its topic keeps, and knows the oldest offset then', async () => {
  const bus = open({ sweepMs: 20 });
  await bus.ensureTopics([{ ...log, retentionMs: 3_600_000 }]);
  await bus.publish([record('old'), record('older')]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('UPDATE bus.records SET stamp = stamp - 3700000');
  await client.end();
  await bus.publish([record('new')]);
  await eventually('the old ones are gone', async () => (await all(bus)).length === 1);
  expect(await bus.offsets('t')).toEqual([{ first: 2, next: 3 }]);
  // Who starts at the beginning gets what there is.
  const seen: number[] = [];
  await bus.consume({
    group: 'g',
    topics: ['t'],
    onBatch: (batch) => Promise.resolve(void seen.push(...batch.records.map(({ offset }) => offset))),
  });
  await eventually('the new one', () => seen.length === 1);
  expect(seen).toEqual([2]);
});

it('removes old records beside an append that is still open, without waiting for it', async () => {
  const bus = open({ sweepMs: 20 });
  await bus.ensureTopics([{ ...log, partitions: 3, retentionMs: 3_600_000 }]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await bus.publish([0, 1, 2].map((partition) => ({ ...record('old'), partition })));
  // Somebody appends to the one in the middle and takes long to commit.
  await client.query('BEGIN');
  await client.query('UPDATE bus.partitions SET next_offset = next_offset WHERE partition = 1');
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query('UPDATE bus.records SET stamp = stamp - 3700000');
  await other.end();
  const firsts = async () => (await bus.offsets('t')).map(({ first }) => first).join();
  await eventually('the others are swept', async () => (await firsts()) === '1,0,1');
  await client.query('COMMIT');
  await client.end();
  await eventually('all are swept', async () => (await firsts()) === '1,1,1');
});

it('keeps the newest of each key of a compacted topic, and a tombstone for a while', async () => {
  const bus = open({ sweepMs: 20, tombstoneMs: 3_600_000 });
  await bus.ensureTopics([{ ...log, cleanup: 'compact' }]);
  await bus.publish([
    record('1', 'a'),
    record('2', 'b'),
    record('3', 'a'),
    { topic: 't', key: 'b', value: null },
    record('5', 'c'),
  ]);
  await eventually('three are left', async () => (await all(bus)).length === 3);
  expect((await all(bus)).map(({ offset }) => offset)).toEqual([2, 3, 4]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('UPDATE bus.records SET stamp = stamp - 3700000');
  await client.end();
  await eventually('the tombstone is gone', async () => (await all(bus)).length === 2);
  const seen: (string | undefined)[] = [];
  let caughtUp = false;
  await bus.follow({
    topic: 't',
    onRecords: (records) => void seen.push(...records.map(({ value }) => value?.toString())),
    onCaughtUp: () => (caughtUp = true),
  });
  await eventually('it has caught up', () => caughtUp);
  expect(seen).toEqual(['3', '5']);
});

it('refuses the tables of another release', async () => {
  await open().ensureTopics([log]);
  await buses[0]?.close();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('UPDATE bus.layout SET version = 99');
  await client.end();
  await expect(open().offsets('t')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('99'),
  });
});
