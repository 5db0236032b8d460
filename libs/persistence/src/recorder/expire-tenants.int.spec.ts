import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder } from './create-history.js';
import { result, startMessage, uuid } from './recorder.spec-helper.js';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400_000;
const TABLES = ['events', 'runs', 'stages', 'steps', 'commands', 'attempts', 'dead_letters', 'deliveries'] as const;

const database = useDatabase('recorder');
const recorder = () => createRunRecorder(database.pool);
const iso = (daysAgo: number): string => new Date(NOW - daysAgo * DAY).toISOString();

/** How many rows there are of what one tenant has, by table. */
async function rowsOf(tenant: string): Promise<Readonly<Record<string, number>>> {
  const runs = `SELECT id FROM history.runs WHERE tenant = '${tenant}'`;
  const where: Readonly<Record<string, string>> = {
    stages: `run IN (${runs})`,
    steps: `run IN (${runs})`,
    attempts: `command IN (SELECT id FROM history.commands WHERE tenant = '${tenant}')`,
  };
  const counts = TABLES.map(
    (table) =>
      `SELECT '${table}' AS name, count(*)::int FROM history.${table} WHERE ${where[table] ?? `tenant = '${tenant}'`}`,
  );
  const { rows } = await database.pool.query<{ name: string; count: number }>(counts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

const total = async (table: string): Promise<number> =>
  Number((await database.pool.query<{ n: number }>(`SELECT count(*) AS n FROM history.${table}`)).rows[0]?.n);

/** A run of one action that ended so many days ago, with an event, a dead letter and a delivery receipt of the same time. */
async function live(tenant: string, daysAgo: number, offset: number, ends = true): Promise<string> {
  const [run, command, event] = [randomUUID(), randomUUID(), randomUUID()];
  const [stage] = startMessage.stages;
  const [planned] = stage?.commands ?? [];
  if (!stage || !planned) throw new Error('no stage');
  const at = iso(daysAgo);
  const steps = [{ id: 'crm', kind: 'action', status: 'sent', command } as const];
  const commands = [{ ...planned, command: { ...planned.command, id: command, run, tenant, issuedAt: at } }];
  const stages = [{ ...stage, run, tenant, steps, commands, at, event: { ...stage.event, id: event } }];
  await recorder().runs([{ ...startMessage, from: offset, to: offset, stages }], NOW);
  if (ends) await recorder().results([result('crm', 1, { run, command, tenant, finishedAt: at })]);
  await database.pool.query(
    `INSERT INTO history.events (id, tenant, source, type, subject, time, data, numbers, received_at, "partition", "offset", positions)
     VALUES ($1, $2, '/pbx', 'call.ended', 's', $3, '{}', '{}', $3, 0, $4, '{}')`,
    [event, tenant, at, offset],
  );
  await database.pool.query(
    `INSERT INTO history.dead_letters ("partition", "offset", tenant, reason, message, stage, service, at, origin, headers)
     VALUES (0, $1, $2, 'r', 'm', 's', 's', $3, '{}', '{}')`,
    [offset, tenant, at],
  );
  await database.pool.query(
    `INSERT INTO history.deliveries (command, status, tenant, at) VALUES ($1, 'sent', $2, $3)`,
    [...[command, tenant, at]],
  );
  return run;
}

const WHOLE = { events: 2, runs: 2, stages: 2, steps: 2, commands: 2, attempts: 2, dead_letters: 2, deliveries: 2 };

describe('retention of a tenant', () => {
  let waiting: string;
  beforeAll(async () => {
    await recorder().maintain(NOW);
    let offset = 100;
    for (const tenant of ['acme', 'globex']) for (const days of [5, 1]) await live(tenant, days, (offset += 1));
    waiting = await live('initech', 6, (offset += 1), false);
    expect([await rowsOf('acme'), await rowsOf('globex')]).toEqual([WHOLE, WHOLE]);
  });

  it('takes what is older from that tenant, to the last row, and nothing from another', async () => {
    await recorder().maintain(NOW, [{ tenant: 'acme', eventDays: 3, runDays: 3 }]);
    expect(await rowsOf('acme')).toEqual(Object.fromEntries(TABLES.map((table) => [table, 1])));
    expect(await rowsOf('globex')).toEqual(WHOLE);
    // Whatever had hung on the run that went is gone as well, rows that name no tenant included.
    for (const table of ['stages', 'steps', 'attempts'])
      expect([table, await total(table)]).toEqual([table, table === 'attempts' ? 3 : 4]);
  });

  it('may be set for events alone', async () => {
    await recorder().maintain(NOW, [{ tenant: 'globex', eventDays: 3 }]);
    expect(await rowsOf('globex')).toEqual({ ...WHOLE, events: 1 });
  });

  it('leaves a run that has not ended, and takes it once it has', async () => {
    const retentions = [{ tenant: 'initech', runDays: 1 }];
    const history = createHistory(database.pool);
    await recorder().maintain(NOW, retentions);
    expect(await history.run('initech', waiting)).toMatchObject({ status: 'running' });
    const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM history.commands WHERE run = $1', [
      waiting,
    ]);
    const command = rows[0]?.id ?? '';
    await recorder().results([result('crm', 1, { run: waiting, command, tenant: 'initech', finishedAt: iso(0.5) })]);
    await recorder().maintain(NOW, retentions);
    expect(await history.run('initech', waiting)).toMatchObject({ status: 'succeeded' });
    await recorder().maintain(NOW + DAY, retentions);
    expect(await history.run('initech', waiting)).toBeUndefined();
    expect(await rowsOf('initech')).toMatchObject({ commands: 0, attempts: 0 });
  });

  it('takes a result whose run is gone once nothing can tell of it any more', async () => {
    const late = result('text', 1, { command: uuid(77), run: uuid(78), tenant: 'initech', finishedAt: iso(0) });
    await recorder().results([late]);
    const retentions = [{ tenant: 'initech', runDays: 1 }];
    await recorder().maintain(NOW + 7 * DAY, retentions);
    expect(await rowsOf('initech')).toMatchObject({ commands: 1, attempts: 1 });
    await recorder().maintain(NOW + 9 * DAY, retentions);
    expect(await rowsOf('initech')).toMatchObject({ commands: 0, attempts: 0 });
  });

  it('goes through any number of batches, in several gateways at once', async () => {
    const count = 1_201;
    await database.pool.query(
      `INSERT INTO history.runs (id, tenant, workflow_id, workflow_name, workflow_version, event_id, event_source, event_type, subject, status,
         started_at, updated_at, ended_at)
       SELECT gen_random_uuid(), t, gen_random_uuid(), 'w', 1, 'e', 's', 'call.ended', 'x', 'succeeded', $1, $1, $1
       FROM unnest(ARRAY['hooli', 'umbrella']) t, generate_series(1, $2::int)`,
      [iso(4), count],
    );
    const retentions = [{ tenant: 'hooli', runDays: 3 }];
    await Promise.all([1, 2, 3].map(() => recorder().maintain(NOW, retentions)));
    expect(await rowsOf('hooli')).toMatchObject({ runs: 0 });
    expect(await rowsOf('umbrella')).toMatchObject({ runs: count });
  });
});
