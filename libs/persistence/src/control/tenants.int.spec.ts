import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDocument, as, testPlane, type TestPlane } from './control-plane.spec-helper.js';

let test: TestPlane;
beforeAll(async () => {
  test = await testPlane();
  for (const tenant of ['acme', 'globex'])
    await test.plane.writeAcross(as('default'), ({ tenants }) => tenants.create(tenant, { quotas: { workflows: 3 } }));
});
afterAll(() => test.close());

describe('a tenant', () => {
  it('keeps its settings, and refuses a change that was based on older ones', async () => {
    const changed = await test.plane.write(as('acme'), ({ tenants }) =>
      tenants.change({ title: 'Acme', quotas: { workflows: 5, eventBytes: 1_000 } }, 1),
    );
    expect(changed).toMatchObject({ title: 'Acme', quotas: { workflows: 5, eventBytes: 1_000 }, generation: 2 });
    await test.plane.write(as('acme'), ({ tenants }) => tenants.change({ deriveCallEvents: false }));
    const late = test.plane.write(as('acme'), ({ tenants }) => tenants.change({ title: 'Late' }, 2));
    await expect(late).rejects.toMatchObject({ code: 'stale' });
    const found = await test.plane.read({ tenant: 'acme' }, ({ tenants }) => tenants.find('acme'));
    expect(found).toMatchObject({ title: 'Acme', deriveCallEvents: false, generation: 3, quotas: { workflows: 5 } });
  });

  it('keeps its records for less time than others where that was set, which whoever deletes them can ask for', async () => {
    const retentions = () => test.plane.readAcross({ tenant: 'default' }, ({ tenants }) => tenants.retentions());
    expect(await retentions()).toEqual([]);
    const changed = await test.plane.write(as('acme'), ({ tenants }) => tenants.change({ retention: { runDays: 3 } }));
    expect(changed).toMatchObject({ retention: { runDays: 3 }, quotas: { workflows: 5 } });
    await test.plane.writeAcross(as('default'), ({ tenants }) =>
      tenants.create('initech', { retention: { eventDays: 1 } }),
    );
    expect(await retentions()).toEqual(
      expect.arrayContaining([
        { tenant: 'acme', runDays: 3 },
        { tenant: 'initech', eventDays: 1 },
      ]),
    );
    await test.plane.write(as('acme'), ({ tenants }) => tenants.change({ retention: {} }));
    expect(await retentions()).toEqual([{ tenant: 'initech', eventDays: 1 }]);
  });

  it('is suspended with a reason and from a time, and resumed; both are audited and published', async () => {
    const suspended = await test.plane.write(as('acme'), ({ tenants }) => tenants.suspend('unpaid'));
    expect(suspended).toMatchObject({ suspended: true, suspension: { reason: 'unpaid' } });
    const again = await test.plane.write(as('acme'), ({ tenants }) => tenants.suspend('still unpaid'));
    expect(again?.suspension).toEqual({ reason: 'still unpaid', at: suspended?.suspension?.at });
    const resumed = await test.plane.write(as('acme'), ({ tenants }) => tenants.resume('paid'));
    expect(resumed).toMatchObject({ suspended: false });
    expect(resumed).not.toHaveProperty('suspension');
    expect(resumed?.planningRevision).toBe(resumed?.revision);
    const { items } = await test.plane.read({ tenant: 'acme' }, ({ audit }) => audit.list({ limit: 3 }));
    expect(items.map(({ action, detail }) => [action, detail])).toEqual([
      ['tenant.resumed', { reason: 'paid' }],
      ['tenant.suspended', { reason: 'still unpaid' }],
      ['tenant.suspended', { reason: 'unpaid' }],
    ]);
  });
});

describe('the use of workflows', () => {
  const use = () => test.plane.read({ tenant: 'globex' }, ({ workflows }) => workflows.use());
  const conditions = { field: 'event.properties.direction', operator: 'equals', value: 'incoming' } as const;
  const lookedUp = (name: string) => {
    const document = aDocument(name);
    return { document: { ...document, spec: { ...document.spec, conditions } } };
  };

  it('counts those that exist, those in force that nothing looks up, and the steps of the longest', async () => {
    expect(await use()).toEqual({ workflows: 0, onEveryEvent: 0, steps: 0 });
    const [step] = aDocument('x').spec.steps;
    await test.plane.write(as('globex'), async ({ workflows }) => {
      await workflows.create(lookedUp('found'));
      await workflows.create({ document: aDocument('draft', { enabled: false }) });
      const { id } = await workflows.create({ document: aDocument('deleted') });
      await workflows.remove(id);
      const long = aDocument('tried');
      await workflows.create({ document: { ...long, spec: { ...long.spec, steps: Array(4).fill(step) } } });
    });
    expect(await use()).toEqual({ workflows: 3, onEveryEvent: 1, steps: 4 });
  });

  it('reads the document of a version that a gateway of the release before wrote', async () => {
    await test.pool.query("UPDATE control.workflow_version SET on_every_event = NULL WHERE tenant_id = 'globex'");
    expect(await use()).toEqual({ workflows: 3, onEveryEvent: 1, steps: 4 });
  });

  it('is what the next write sees, however many come at once', async () => {
    const limit = 6;
    const tries = Array.from({ length: 8 }, (_, n) =>
      test.plane.write(as('globex'), async ({ workflows }) => {
        if ((await workflows.use()).workflows >= limit) throw new Error('full');
        await workflows.create(lookedUp(`racer-${n}`));
      }),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await use()).toMatchObject({ workflows: limit });
  });
});
