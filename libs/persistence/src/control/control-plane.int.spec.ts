import { testDatabase } from '@hookswitch/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectorManifest } from '@hookswitch/domain';
import pg from 'pg';
import { createPool } from '../pool.js';
import { ControlPlane } from './control-plane.js';
import { aDocument, as, testPlane, type TestPlane } from './control-plane.spec-helper.js';

let test: TestPlane;
beforeAll(async () => {
  test = await testPlane();
  for (const tenant of ['acme', 'globex']) {
    await test.plane.writeAcross(as('default'), ({ tenants }) => tenants.create(tenant, {}));
  }
});
afterAll(() => test.close());

const first = { limit: 100 };
const sealed = (sealed: string) => ({ sealed, kid: 'k1', hint: 'wxyz' });

describe('workflows', () => {
  it('keep every version with its author and message, and say what is in force', async () => {
    const { plane } = test;
    const created = await plane.write(as('acme'), (u) =>
      u.workflows.create({ document: aDocument('greet'), message: 'first' }),
    );
    expect(created).toMatchObject({ name: 'greet', version: 1, generation: 1, enabled: true, author: 'key:of-acme' });
    const saved = await plane.write(as('acme'), (u) =>
      u.workflows.save(created.id, { document: aDocument('greet', { text: 'Hi' }) }, 1),
    );
    expect(saved).toMatchObject({ version: 2, generation: 2, revision: created.revision + 1 });
    const back = await plane.write(as('acme'), (u) =>
      u.workflows.save(created.id, { document: created.document, restoredFrom: 1 }),
    );
    expect(back).toMatchObject({ version: 3, document: created.document });
    const { items } = await plane.read({ tenant: 'acme' }, (u) => u.workflows.versions(created.id, first));
    expect(items.map(({ version, message, restoredFrom }) => [version, message, restoredFrom])).toEqual([
      [3, undefined, 1],
      [2, undefined, undefined],
      [1, 'first', undefined],
    ]);
  });

  it('give their document back with its fields in the order in which they were written', async () => {
    const document = aDocument('ordered');
    const { id } = await test.plane.write(as('acme'), (u) => u.workflows.create({ document }));
    const found = await test.plane.read({ tenant: 'acme' }, (u) => u.workflows.find(id));
    expect(JSON.stringify(found?.document)).toBe(JSON.stringify(document));
  });

  it('refuse a write that was based on an older state, and change nothing', async () => {
    const { id } = await test.plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument('stale') }));
    await test.plane.write(as('acme'), (u) => u.workflows.setEnabled(id, false, 1));
    const before = await test.plane.read({ tenant: 'acme' }, (u) => u.workflows.find(id));
    const late = test.plane.write(as('acme'), (u) => u.workflows.save(id, { document: aDocument('stale') }, 1));
    await expect(late).rejects.toMatchObject({ code: 'stale' });
    expect(await test.plane.read({ tenant: 'acme' }, (u) => u.workflows.find(id))).toEqual(before);
  });

  it('have names that are unique in the tenant until they are deleted, and versions that outlive them', async () => {
    const create = () => test.plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument('once') }));
    const { id } = await create();
    await expect(create()).rejects.toMatchObject({ code: 'duplicate', constraint: 'workflow_name' });
    await expect(
      test.plane.write(as('globex'), (u) => u.workflows.create({ document: aDocument('once') })),
    ).resolves.toMatchObject({ tenant: 'globex' });
    expect(await test.plane.write(as('acme'), (u) => u.workflows.remove(id))).toBe(true);
    expect(await test.plane.write(as('acme'), (u) => u.workflows.remove(id))).toBe(false);
    await create();
    expect(await test.plane.read({ tenant: 'acme' }, (u) => u.workflows.version(id, 1))).toMatchObject({ version: 1 });
  });

  it('can be asked what was in force at a revision, whatever happened since', async () => {
    const one = await test.plane.write(as('globex'), (u) => u.workflows.create({ document: aDocument('past') }));
    await test.plane.write(as('globex'), (u) => u.workflows.save(one.id, { document: aDocument('past') }));
    await test.plane.write(as('globex'), (u) => u.workflows.remove(one.id));
    const at = async (revision: number) =>
      (await test.plane.read({ tenant: 'globex' }, (u) => u.workflows.enabledAt(revision)))
        .filter(({ name }) => name === 'past')
        .map(({ version }) => version);
    expect(await at(one.revision - 1)).toEqual([]);
    expect(await at(one.revision)).toEqual([1]);
    expect(await at(one.revision + 1)).toEqual([2]);
    expect(await at(one.revision + 2)).toEqual([]);
  });

  it('are listed in pages by name', async () => {
    await test.plane.writeAcross(as('default'), ({ tenants }) => tenants.create('pages', {}));
    for (const name of ['c', 'a', 'b']) {
      await test.plane.write(as('pages'), (u) => u.workflows.create({ document: aDocument(name) }));
    }
    const page = (after?: string) =>
      test.plane.read({ tenant: 'pages' }, (u) => u.workflows.list({ limit: 2, ...(after && { after }) }));
    const one = await page();
    expect(one.items.map(({ name }) => name)).toEqual(['a', 'b']);
    const two = await page(one.next);
    expect(two).toMatchObject({ items: [{ name: 'c' }] });
    expect(two.next).toBeUndefined();
  });

  it('that mention a connection or a secret are found', async () => {
    const find = (text: string) =>
      test.plane.read({ tenant: 'pages' }, (u) => u.workflows.thatMention([text], { enabled: true }));
    expect(await find('"connection":"team"')).toEqual(['a', 'b', 'c']);
    expect(await find('"connection":"other"')).toEqual([]);
  });
});

describe('secrets', () => {
  it('are read back as facts only, and sealed values go to the publisher alone', async () => {
    const secret = { name: 'crm_token', hint: 'wxyz', allowedHosts: ['crm.example.com'] };
    const seals = [{ connector: 'http', sealed: 'e.y.J', kid: 'k1' }];
    await test.plane.write(as('acme'), (u) => u.secrets.put({ ...secret, seals }));
    const stored = await test.plane.write(as('acme'), (u) => u.secrets.put({ ...secret, seals }));
    expect(stored).toMatchObject({ ...secret, version: 2, connectors: ['http'] });
    expect(JSON.stringify(stored)).not.toContain('e.y.J');
    expect(await test.plane.read({ tenant: 'acme' }, (u) => u.secrets.publishable('crm_token'))).toMatchObject({
      sealed: { http: 'e.y.J' },
    });
    expect(await test.plane.read({ tenant: 'globex' }, (u) => u.secrets.find('crm_token'))).toBeUndefined();
  });

  it('of a connection keep their value unless they are named again', async () => {
    const details = { settings: { region: 'eu' }, allowedHosts: [] };
    const created = await test.plane.write(as('acme'), (u) =>
      u.connections.create('team', 'slack', { ...details, secrets: { token: sealed('one'), signing: sealed('two') } }),
    );
    await test.plane.write(as('acme'), (u) =>
      u.connections.update(created.id, { ...details, secrets: { token: sealed('three'), signing: null } }),
    );
    const now = await test.plane.read({ tenant: 'acme' }, (u) => u.connections.publishable('team'));
    expect(now?.sealed).toEqual({ token: 'three' });
    const shown = await test.plane.read({ tenant: 'acme' }, (u) => u.connections.find(created.id));
    expect(shown?.secrets).toMatchObject([{ name: 'token', hint: 'wxyz', version: 2 }]);
    expect(JSON.stringify(shown)).not.toContain('three');
  });
});

describe('idempotency keys', () => {
  const once = (requestHash: string) => ({
    key: 'the-key',
    requestHash,
    store: (name: string) => name,
    restore: (stored: unknown) => `again ${String(stored)}`,
  });
  const create = (hash: string) =>
    test.plane.write(
      as('globex'),
      async (u) => (await u.workflows.create({ document: aDocument('idempotent') })).name,
      once(hash),
    );

  it('give the first answer again and do nothing twice, even at the same time', async () => {
    const answers = await Promise.all([create('h'), create('h'), create('h')]);
    expect([...answers].sort()).toEqual(['again idempotent', 'again idempotent', 'idempotent']);
  });
  it('are refused for another request, and forgotten after a day', async () => {
    await expect(create('other')).rejects.toMatchObject({ code: 'reused' });
    await test.pool.query("UPDATE control.idempotency_key SET created_at = now() - interval '25 hours'");
    await expect(create('other')).rejects.toMatchObject({ code: 'duplicate' });
  });
  it('remember nothing of a request that failed', async () => {
    await expect(create('other')).rejects.toMatchObject({ code: 'duplicate' });
    const { rows } = await test.pool.query("SELECT 1 FROM control.idempotency_key WHERE request_hash = 'other'");
    expect(rows).toEqual([]);
  });
});

describe('the unit of work', () => {
  it('writes row, revision, dirty key and audit together or not at all', async () => {
    const state = async () => {
      const { rows } = await test.pool.query(`SELECT revision, audit_seq,
        (SELECT count(*) FROM control.outbox o WHERE o.tenant_id = t.tenant_id) AS dirty FROM control.tenant t WHERE tenant_id = 'acme'`);
      return rows[0] as { revision: number; audit_seq: number; dirty: number };
    };
    const before = await state();
    const failing = test.plane.write(as('acme'), async (u) => {
      await u.workflows.create({ document: aDocument('never') });
      throw new Error('after the row');
    });
    await expect(failing).rejects.toThrow('after the row');
    expect(await state()).toEqual(before);
    await test.plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument('indeed') }));
    expect(await state()).toEqual({
      revision: before.revision + 1,
      audit_seq: before.audit_seq + 1,
      dirty: before.dirty + 1,
    });
  });

  it('gives every change its own revision, however many come at once', async () => {
    const created = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        test.plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument(`many-${n}`) })),
      ),
    );
    expect(new Set(created.map(({ revision }) => revision)).size).toBe(8);
  });

  it('does not let what rules never hears of move the planning revision', async () => {
    const planning = async () =>
      (await test.plane.read({ tenant: 'acme' }, (u) => u.tenants.find('acme')))?.planningRevision;
    const before = await planning();
    await test.plane.write(as('acme'), (u) => u.keys.create({ id: 'k00000000001', name: 'x', hash: '00', scopes: [] }));
    expect(await planning()).toBe(before);
    await test.plane.write(as('acme'), (u) => u.tenants.change({ deriveCallEvents: false }));
    expect(await planning()).toBeGreaterThan(before ?? Infinity);
  });

  it('is refused for a tenant that does not exist', async () => {
    await expect(test.plane.write(as('nobody'), (u) => u.secrets.names())).rejects.toMatchObject({
      code: 'unknown_tenant',
    });
  });
});

describe('the audit', () => {
  it('holds who did what to which object from where, newest first', async () => {
    const { items } = await test.plane.read({ tenant: 'acme' }, (u) =>
      u.audit.list(first, { action: 'workflow.created' }),
    );
    expect(items.at(-1)).toMatchObject({
      actor: 'key:of-acme',
      address: '192.0.2.7',
      object: { kind: 'workflow', name: 'greet', version: 1 },
    });
  });
  it('shows an entry that was changed or taken out, and cannot be updated', async () => {
    const broken = () => test.plane.read({ tenant: 'acme' }, (u) => u.audit.firstBroken());
    expect(await broken()).toBeUndefined();
    await expect(test.pool.query("UPDATE control.audit SET actor = 'me'")).rejects.toThrow('append-only');
    await test.pool.query("DELETE FROM control.audit WHERE tenant_id = 'acme' AND seq = 3");
    expect(await broken()).toBe(4);
    // The oldest go with their retention.
    await test.pool.query("DELETE FROM control.audit WHERE tenant_id = 'acme' AND seq < 3");
    expect(await broken()).toBeUndefined();
    const { rows } = await test.pool.query<{ seq: number }>(
      `DELETE FROM control.audit a USING control.tenant t WHERE t.tenant_id = 'acme' AND a.tenant_id = 'acme' AND a.seq = t.audit_seq
        RETURNING a.seq`,
    );
    expect(await broken()).toBe(rows[0]?.seq);
  });
});

describe('manifests', () => {
  const manifest = (title: string) => ({ type: 'slack', version: '1', title }) as ConnectorManifest;
  it('that changed make every workflow that uses them dirty, with a new revision', async () => {
    const { plane, pool } = test;
    const { id, revision } = await plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument('uses') }));
    expect(await plane.connectors((c) => c.accept(manifest('one')))).toBe(true);
    await pool.query('DELETE FROM control.outbox');
    expect(await plane.connectors((c) => c.accept(manifest('one')))).toBe(false);
    expect((await pool.query('SELECT 1 FROM control.outbox')).rows).toEqual([]);
    expect(await plane.connectors((c) => c.accept(manifest('two')))).toBe(true);
    const { rows } = await pool.query('SELECT revision FROM control.outbox WHERE key = $1', [id]);
    expect(rows).toEqual([{ revision: revision + 2 }]);
    const now = await plane.read({ tenant: 'acme' }, (u) => u.workflows.find(id));
    expect(now).toMatchObject({ revision: revision + 2, generation: 1 });
  });
});

describe('keys', () => {
  it('are found by id alone, and the configured one replaces the one before', async () => {
    const { plane } = test;
    await plane.keys.install({ id: 'first0000000', hash: 'aa', scopes: ['platform'] });
    await plane.keys.install({ id: 'second000000', hash: 'bb', scopes: ['platform'] });
    await plane.keys.install({ id: 'second000000', hash: 'bb', scopes: ['platform'] });
    expect(await plane.keys.find('second000000')).toMatchObject({
      tenant: 'default',
      hash: 'bb',
      createdBy: 'installation',
    });
    expect((await plane.keys.find('second000000'))?.revokedAt).toBeUndefined();
    expect((await plane.keys.find('first0000000'))?.revokedAt).toBeInstanceOf(Date);
    // One that was revoked stays so, however often it is configured.
    await plane.keys.install({ id: 'first0000000', hash: 'aa', scopes: ['platform'] });
    expect((await plane.keys.find('first0000000'))?.revokedAt).toBeInstanceOf(Date);
    await plane.keys.touch(['second000000'], new Date('2026-01-01T00:00:00Z'));
    await plane.keys.touch(['second000000'], new Date('2026-01-01T00:00:30Z'));
    expect((await plane.keys.find('second000000'))?.lastUsedAt).toEqual(new Date('2026-01-01T00:00:00Z'));
  });
});

it('says that the schema is missing rather than failing later', async () => {
  const empty = await testDatabase();
  const pool = createPool(empty.url);
  try {
    await expect(ControlPlane.open(pool)).rejects.toMatchObject({ code: 'schema' });
  } finally {
    await pool.end();
    await empty.drop();
  }
});

it('shares the pool of the service with TypeORM', () => {
  expect(test.pool).toBeInstanceOf(pg.Pool);
  expect(test.pool.totalCount).toBeGreaterThan(0);
});
