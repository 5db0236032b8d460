import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { aDocument, as, testPlane, type TestPlane } from './control-plane.spec-helper.js';
import type { DirtyKey } from './types.js';

let test: TestPlane;
beforeAll(async () => {
  test = await testPlane();
  await drain('default');
});
afterAll(() => test.close());

const create = (name: string) =>
  test.plane.write(as('default'), (u) => u.workflows.create({ document: aDocument(name) }));
const drain = async (tenant: string): Promise<readonly DirtyKey[]> => {
  const seen: DirtyKey[] = [];
  await test.plane.outbox.drain(tenant, 100, (keys) => {
    seen.push(...keys);
    return Promise.resolve(keys);
  });
  return seen;
};

it('hands out what is dirty and forgets it once it is published', async () => {
  const { id, revision } = await create('one');
  expect(await test.plane.outbox.tenants()).toEqual(['default']);
  expect(await drain('default')).toEqual([{ kind: 'workflow', key: id, revision }]);
  expect(await drain('default')).toEqual([]);
  expect(await test.plane.outbox.tenants()).toEqual([]);
});

it('keeps a key that was changed again while it was being published', async () => {
  const { id } = await create('two');
  await test.plane.outbox.drain('default', 100, async (keys) => {
    await test.plane.write(as('default'), (u) => u.workflows.save(id, { document: aDocument('two') }));
    return keys;
  });
  expect(await drain('default')).toMatchObject([{ kind: 'workflow', key: id }]);
});

it('keeps everything when publishing fails, and what the publisher did not name', async () => {
  const { id } = await create('three');
  await expect(test.plane.outbox.drain('default', 100, () => Promise.reject(new Error('no bus')))).rejects.toThrow();
  await test.plane.outbox.drain('default', 100, () => Promise.resolve([]));
  expect(await drain('default')).toMatchObject([{ kind: 'workflow', key: id }]);
});

it('lets one gateway at a time publish for a tenant', async () => {
  await create('four');
  const steps: string[] = [];
  const publisher = (name: string) =>
    test.plane.outbox.alone('default', async () => {
      steps.push(`${name} in`);
      await eventually('a moment', () => steps.length > 0);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} out`);
    });
  await Promise.all([publisher('a'), publisher('b'), publisher('c')]);
  for (let i = 0; i < steps.length; i += 2) expect(steps[i]?.[0]).toBe(steps[i + 1]?.[0]);
  await drain('default');
});

it('publishes a workflow before the tenant record that vouches for its revision', async () => {
  const { id } = await create('five');
  await drain('default');
  await test.plane.write(as('default'), (u) => u.workflows.setEnabled(id, false));
  expect((await drain('default')).map(({ kind }) => kind)).toEqual(['workflow', 'tenant']);
});

it('wakes listeners, also after their connection broke', async () => {
  const woken: string[] = [];
  const listener = test.plane.outbox.listen((tenant) => woken.push(tenant));
  try {
    const wakes = (name: string) =>
      eventually('a notification', async () => {
        await create(`${name}-${Math.random().toString(36).slice(2)}`);
        return woken.includes('default');
      });
    await wakes('listen');
    await test.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
    );
    woken.length = 0;
    await wakes('again');
  } finally {
    listener.close();
  }
});
