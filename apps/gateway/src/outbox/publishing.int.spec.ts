import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SNAPSHOT_KEY, type WorkflowRecord } from '@hookswitch/domain';
import { decodeMessage, type EventBus } from '@hookswitch/messaging';
import { ControlPlane, createPool } from '@hookswitch/persistence';
import { eventually } from '@hookswitch/testing';
import { gone } from '../bus.spec-helper.js';
import { aWorkflow, field, World } from '../gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => world.stop());
afterAll(() => world.close());

const workflowRecord = async (id: string): Promise<WorkflowRecord | null | undefined> => {
  const record = await world.last(world.topics.workflows, `default|${id}`);
  if (!record) return undefined;
  if (record.value === null) return null;
  const decoded = decodeMessage('workflow', record);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};
const tenantRevision = async () => {
  const record = await world.last(world.topics.tenants, 'default');
  const decoded = record && decodeMessage('tenant', record);
  return decoded?.ok ? decoded.value.revision : undefined;
};
const markersOf = async (topic: string) =>
  (await world.records(topic)).filter(({ key }) => key?.toString() === SNAPSHOT_KEY);
const create = (name: string) => world.call('POST /v1/workflows', { body: aWorkflow(name) });

describe('a saved workflow', () => {
  it('is published compiled, in its tenant’s partition, and taken back when it is disabled or deleted', async () => {
    await world.start();
    const created = await create('published');
    const id = field(created, 'id');
    const first = await eventually('the record', () => workflowRecord(id).then((record) => record ?? undefined));
    expect(first).toMatchObject({
      tenant: 'default',
      name: 'published',
      version: 1,
      actions: { crm: { connector: 'http', topic: world.topics.commands('http'), awaited: false } },
    });
    await world.call(`PUT /v1/workflows/${id}`, { body: aWorkflow('published', { description: 'new' }) });
    const second = await eventually('version 2', async () => {
      const record = await workflowRecord(id);
      return record?.version === 2 ? record : undefined;
    });
    expect(second.revision).toBeGreaterThan(first.revision);

    await world.call(`POST /v1/workflows/${id}:disable`);
    await eventually('the tombstone', async () => (await workflowRecord(id)) === null);
    const tombstone = await world.last(world.topics.workflows, `default|${id}`);
    expect(Number(tombstone?.headers.hs_revision)).toBeGreaterThan(second.revision);
    await eventually(
      'the tenant’s record',
      async () => (await tenantRevision()) === Number(tombstone?.headers.hs_revision),
    );

    await world.call(`POST /v1/workflows/${id}:enable`);
    await eventually('the record again', async () => (await workflowRecord(id))?.version === 2);
    await world.call(`DELETE /v1/workflows/${id}`);
    await eventually('the tombstone again', async () => (await workflowRecord(id)) === null);
    const places = (await world.records(world.topics.workflows)).filter(({ key }) =>
      key?.toString().startsWith('default|'),
    );
    expect(new Set(places.map(({ partition }) => partition)).size).toBe(1);
  });

  it('carries own event types and settings of its tenant to rules', async () => {
    await world.start();
    await world.call('POST /v1/event-types', {
      body: {
        name: 'order.paid',
        description: 'Paid',
        dataSchema: { type: 'object', properties: { total: { type: 'number' } } },
        samples: [{ total: 12 }],
      },
    });
    await world.call('PATCH /v1/tenants/default', { body: { deriveCallEvents: false } });
    await eventually('the tenant’s record', async () => {
      const record = await world.last(world.topics.tenants, 'default');
      const decoded = record && decodeMessage('tenant', record);
      return decoded?.ok && !decoded.value.deriveCallEvents && decoded.value.eventTypes[0]?.name === 'order.paid';
    });
  });
});

describe('the start', () => {
  it('puts a marker into every partition of workflows.v1 and tenants.v1 once everything is there', async () => {
    const expected = [
      [world.topics.workflows, 3],
      [world.topics.tenants, 1],
    ] as const;
    const before = new Map(
      await Promise.all(expected.map(async ([topic]) => [topic, (await markersOf(topic)).length] as const)),
    );
    await world.start();
    for (const [topic, partitions] of expected) {
      const markers = await eventually('markers', async () => {
        const found = await markersOf(topic);
        return found.length === (before.get(topic) ?? 0) + partitions ? found : undefined;
      });
      expect(new Set(markers.map(({ partition }) => partition)).size).toBe(partitions);
      expect(JSON.parse(String(markers[0]?.value))).toMatchObject({ kind: 'snapshot' });
    }
  });

  it('publishes what was committed before a crash and never published', async () => {
    await world.start();
    const id = field(await create('crashed'), 'id');
    await eventually('the record', async () => (await workflowRecord(id))?.version === 1);
    await world.stop();
    // What a process does that dies between commit and publish.
    const pool = createPool(world.databaseUrl);
    const plane = await ControlPlane.open(pool);
    const actor = { name: 'key:who-crashed' };
    await plane.write({ tenant: 'default', actor }, ({ workflows }) =>
      workflows.save(id, { document: aWorkflow('crashed') as never }),
    );
    await pool.end();
    expect((await workflowRecord(id))?.version).toBe(1);
    await world.start({ awaitManifests: false });
    await eventually('version 2', async () => (await workflowRecord(id))?.version === 2);
  });

  it('mends what Kafka has lost or should no longer have, by comparing with the last record of each key', async () => {
    await world.start();
    const kept = field(await create('kept'), 'id');
    await eventually('the record', async () => (await workflowRecord(kept))?.version === 1);
    await world.stop();
    const { workflows, connections } = world.topics;
    const record = await world.last(workflows, `default|${kept}`);
    const ghost = '5a3f1f7e-0000-4000-8000-000000000000';
    const partition = record?.partition ?? 0;
    await world.bus.publish([
      // Compaction kept an older record with a higher revision; a deleted one came back; a connection nobody has.
      {
        topic: workflows,
        partition,
        key: `default|${kept}`,
        value: String(record?.value).replace('"revision":', '"revision":9'),
      },
      { topic: workflows, partition, key: `default|${ghost}`, value: String(record?.value).replaceAll(kept, ghost) },
      { topic: connections, key: 'default|connection|nobody', value: '{}' },
    ]);
    await world.start({ awaitManifests: false });
    await eventually(
      'the right record',
      async () => String((await world.last(workflows, `default|${kept}`))?.value) === String(record?.value),
    );
    await eventually('no ghost', async () => (await world.last(workflows, `default|${ghost}`))?.value === null);
    await eventually(
      'no connection of nobody',
      async () => (await world.last(connections, 'default|connection|nobody'))?.value === null,
    );
  });

  it('publishes nothing that is there already', async () => {
    await world.start();
    await eventually('a quiet outbox', async () => (await dirty()) === 0);
    const before = (await world.records(world.topics.workflows)).filter(
      ({ key }) => key?.toString() !== SNAPSHOT_KEY,
    ).length;
    const markers = (await markersOf(world.topics.workflows)).length;
    await world.start({ awaitManifests: false });
    await eventually(
      'markers of the second',
      async () => (await markersOf(world.topics.workflows)).length >= markers + 3,
    );
    const after = (await world.records(world.topics.workflows)).filter(
      ({ key }) => key?.toString() !== SNAPSHOT_KEY,
    ).length;
    expect(after).toBe(before);
  });
});

describe('several gateways', () => {
  it('publish the newest version last, whoever took the changes', async () => {
    const one = await world.start();
    const two = await world.start({ awaitManifests: false });
    const id = field(await create('contended'), 'id');
    for (let n = 0; n < 10; n += 1) {
      const gateway = n % 2 === 0 ? one : two;
      const reply = await fetch(`${gateway.url}/v1/workflows/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${world.admin}`, 'content-type': 'application/json' },
        body: JSON.stringify(aWorkflow('contended')),
      });
      expect(reply.status).toBe(200);
    }
    await eventually('version 11', async () => (await workflowRecord(id))?.version === 11);
    await eventually('a quiet outbox', async () => (await dirty()) === 0);
    expect((await workflowRecord(id))?.version).toBe(11);
    const mine = (await world.records(world.topics.workflows)).filter(({ key }) => key?.toString() === `default|${id}`);
    const revisions = mine.map(({ value }) => (JSON.parse(String(value)) as WorkflowRecord).revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  });
});

it('a tenant that another gateway is busy with holds up no other', async () => {
  await world.start();
  await world.tenant('contested');
  await eventually('a quiet outbox', async () => (await dirty()) === 0);
  const pool = createPool(world.databaseUrl);
  const plane = await ControlPlane.open(pool);
  const { promise: over, resolve: release } = Promise.withResolvers<undefined>();
  const busy = plane.outbox.alone('contested', () => over);
  await world.call('PATCH /v1/tenants/contested', { body: { title: 'waits longest' } });
  const id = field(await create('unhindered'), 'id');
  await eventually('the record', async () => (await workflowRecord(id))?.version === 1, { timeoutMs: 5_000 });
  release(undefined);
  await busy;
  await pool.end();
  await eventually('a quiet outbox', async () => (await dirty()) === 0);
});

describe('without Kafka', () => {
  it('the gateway starts, saves and reads; what was saved is published when Kafka is back', async () => {
    let isAway = true;
    const bus = gone(world.bus, () => isAway);
    await world.start({ bus, awaitManifests: false });
    const created = await create('meanwhile');
    expect(created.status).toBe(201);
    const id = field(created, 'id');
    await eventually('a failed attempt', () =>
      world.lines.some(({ message }) => message.startsWith('could not publish')),
    );
    expect(await workflowRecord(id)).toBeUndefined();
    isAway = false;
    await eventually('the record', async () => (await workflowRecord(id))?.version === 1);
    expect(world.fatal).toEqual([]);
  });
});

it('publishes everything again when the topics were emptied under it', async () => {
  let isEmptied = false;
  const bus: EventBus = {
    ...gone(world.bus, () => false),
    offsets: async (topic) =>
      (await world.bus.offsets(topic)).map((ends) => (isEmptied ? { first: 0, next: 0 } : ends)),
  };
  await world.start({ bus });
  const id = field(await create('survivor'), 'id');
  const times = async () =>
    (await world.records(world.topics.workflows)).filter(({ key }) => key?.toString() === `default|${id}`).length;
  const markers = () => markersOf(world.topics.workflows).then(({ length }) => length);
  await eventually('the record', async () => (await times()) >= 1);
  const before = await markers();
  isEmptied = true;
  await eventually('that it is noticed', () =>
    world.lines.some(({ message }) => message.startsWith('topics of the control plane were emptied')),
  );
  isEmptied = false;
  await eventually('the record again', async () => (await times()) >= 2);
  await eventually('markers again', async () => (await markers()) > before);
});

async function dirty(): Promise<number> {
  const pool = createPool(world.databaseUrl);
  const { rows } = await pool.query<{ count: number }>('SELECT count(*) FROM control.outbox');
  await pool.end();
  return rows[0]?.count ?? -1;
}
