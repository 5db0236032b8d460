import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeEvent } from '@hookswitch/messaging';
import { createPool } from '@hookswitch/persistence';
import { kafkaBrokers, testDatabase, uniquePrefix, type TestDatabase } from '@hookswitch/testing';
import { Kcat } from '../harness/kcat.js';
import { blocksOf, readGuides, type Block } from './pages.js';
import { PROFILE } from './product.js';
import { Shell } from './shell.js';

const prefix = uniquePrefix();
const brokers = kafkaBrokers();
/** The page about installing first: the others write to what it makes. */
const blocks = readGuides()
  .flatMap((page) => blocksOf(page).map((block) => ({ path: page.path, block })))
  .filter(({ block }) => block.marks.includes('cluster'))
  .sort((one, other) => Number(other.path.endsWith('operating.md')) - Number(one.path.endsWith('operating.md')));

let folder: string;
let database: TestDatabase;
let terminal: Shell;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-cluster-'));
  database = await testDatabase();
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    HOME: folder,
    KAFKA_BROKERS: brokers.join(','),
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    HOOKSWITCH_TOPIC_PREFIX: prefix,
    HOOKSWITCH_PARTITIONS: '1',
  };
  terminal = new Shell(folder, env, PROFILE);
});
afterAll(async () => {
  await terminal.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** With the addresses and topics of this run. */
const here = ({ text }: Block): string =>
  text
    .replaceAll('kafka.example.internal:9092', brokers.join(','))
    .replaceAll('postgres://hookswitch:…@postgres.example.internal/hookswitch', database.url)
    .replaceAll('hookswitch.events.v1', `${prefix}.events.v1`);

describe('what the pages do with a cluster', () => {
  it.each(blocks.map(({ path, block }) => [`${path}:${block.line}`, block] as const))('%s', async (_, block) => {
    // Also where it is not the last command that fails.
    const { code, output } = await terminal.run(`( set -eo pipefail\n${here(block)}\n)`);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('made topics, schemas and keys', async () => {
    expect(blocks[0]?.path).toBe('docs/guides/operating.md');
    expect((await readdir(folder)).sort()).toEqual(['admin.key', 'connector-sms.jwks', 'rules.keys']);
    const pool = createPool(database.url);
    const { rows } = await pool.query<{ readonly name: string }>(
      'SELECT schema_name AS name FROM information_schema.schemata',
    );
    await pool.end();
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['control', 'history', 'connector_sms']));
  });

  it('wrote events that can be read, under the keys of their calls', async () => {
    const records = await new Kcat({ brokers, prefix }).consume('events');
    const events = records.map(({ key, value, headers, ...place }) => {
      const decoded = decodeEvent(
        {
          ...place,
          topic: `${prefix}.events.v1`,
          timestamp: Date.now(),
          key: key === null ? null : Buffer.from(key),
          value: value === null ? null : Buffer.from(value),
          headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
        },
        { tenant: 'header' },
      );
      return decoded.ok ? { id: decoded.value.id, key, subject: decoded.value.subject } : { refused: decoded.error };
    });
    const event = (id: string, call: string) => ({ id, key: `default|${call}`, subject: call });
    expect(events).toEqual(
      expect.arrayContaining([
        event('call-78-missed', 'call-78'),
        event('call-78-ended', 'call-78'),
        event('call-105-missed', 'call-105'),
        event('call-106-missed', 'call-106'),
      ]),
    );
    expect(events).toHaveLength(4);
  });
});
