import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { CHANGES_CHANNEL } from './changes.js';
import { listen, type Listener } from './listen.js';
import type { DirtyKey } from './types.js';
import { readUnit, type ReadUnit } from './unit.js';

type Transaction = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** Keys whose record on Kafka is older than their row, and the lock under which they are published. */
export class Outbox {
  constructor(
    private readonly pool: Pool,
    private readonly transaction: Transaction,
  ) {}

  /** Tenants with dirty keys, the one that waits longest first. */
  tenants(): Promise<readonly string[]> {
    return this.transaction(async (manager) => {
      const rows = await manager.query<{ tenant_id: string }[]>(
        'SELECT tenant_id FROM control.outbox GROUP BY tenant_id ORDER BY min(noted_at)',
      );
      return rows.map(({ tenant_id: tenant }) => tenant);
    });
  }

  /**
   * Hands a tenant's dirty keys to `publish`, oldest change first, while no other gateway publishes for that tenant; `publish` reads the
   * current rows, awaits the acknowledgement and returns what is published. Those keys are then clean, unless they were changed again
   * meanwhile. Returns how many keys there were.
   */
  drain(
    tenant: string,
    limit: number,
    publish: (keys: readonly DirtyKey[], unit: ReadUnit) => Promise<readonly DirtyKey[]>,
  ): Promise<number> {
    return this.alone(tenant, async (unit, manager) => {
      const keys = await manager.query<DirtyKey[]>(
        `SELECT kind, key, revision FROM control.outbox WHERE tenant_id = $1
          ORDER BY revision, kind = 'tenant', key LIMIT $2`,
        [tenant, limit],
      );
      if (keys.length === 0) return 0;
      const published = await publish(keys, unit);
      await manager.query(
        `DELETE FROM control.outbox o
          USING unnest($2::text[], $3::text[], $4::bigint[]) AS done (kind, key, revision)
          WHERE o.tenant_id = $1 AND o.kind = done.kind AND o.key = done.key AND o.revision = done.revision`,
        [tenant, published.map(({ kind }) => kind), published.map(({ key }) => key), published.map((k) => k.revision)],
      );
      return keys.length;
    });
  }

  /** Runs `work` while no other gateway publishes for the tenant. */
  alone<T>(tenant: string, work: (unit: ReadUnit, manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(async (manager) => {
      await manager.query("SET LOCAL lock_timeout = '10s'");
      await manager.query("SELECT pg_advisory_xact_lock(hashtext('hookswitch-publish'), hashtext($1))", [tenant]);
      return work(readUnit(manager, { tenant }), manager);
    });
  }

  /** Calls `onChange` with the tenant whenever one has changed; only wakes, so callers look by timer too. */
  listen(onChange: (tenant: string) => void): Listener {
    return listen(this.pool, CHANGES_CHANNEL, onChange);
  }
}
