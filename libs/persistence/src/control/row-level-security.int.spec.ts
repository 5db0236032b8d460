import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '../pool.js';
import { ControlPlane } from './control-plane.js';
import { aDocument, as, testPlane, type TestPlane } from './control-plane.spec-helper.js';

let test: TestPlane;
beforeAll(async () => {
  test = await testPlane();
  for (const tenant of ['acme', 'globex']) {
    await test.plane.writeAcross(as('default'), ({ tenants }) => tenants.create(tenant, {}));
    await test.plane.write(as(tenant), (u) => u.workflows.create({ document: aDocument('theirs') }));
  }
});
afterAll(() => test.close());

describe('row-level security', () => {
  it('hides every row of other tenants from a login that does not own the tables, whatever the statement', async () => {
    const role = `app_${Math.random().toString(36).slice(2, 10)}`;
    await test.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'; GRANT USAGE ON SCHEMA control TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA control TO ${role}`);
    const url = new URL(test.url);
    [url.username, url.password] = [role, role];
    const pool = createPool(url.href);
    try {
      const { rows } = await pool.query('SELECT count(*) FROM control.workflow');
      expect(rows).toEqual([{ count: 0 }]);
      const plane = await ControlPlane.open(pool);
      await plane.write(as('acme'), (u) => u.workflows.create({ document: aDocument('as-a-login') }));
      const client = await pool.connect();
      try {
        await client.query("BEGIN; SELECT set_config('hookswitch.tenant', 'acme', true)");
        const tenants = await client.query<{ tenant_id: string }>('SELECT DISTINCT tenant_id FROM control.workflow');
        expect(tenants.rows).toEqual([{ tenant_id: 'acme' }]);
        await expect(client.query("INSERT INTO control.secret VALUES ('globex', 's', '', 1, '{}', 1)")).rejects.toThrow(
          'row-level security',
        );
      } finally {
        client.release(true);
      }
    } finally {
      await pool.end();
      await test.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
