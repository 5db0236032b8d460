import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { guarded, ofDatabase, PersistenceError } from '../persistence-error.js';
import { Changes } from './changes.js';
import { Connectors } from './connectors.js';
import type { Once, TenantContext, WriteContext } from './context.js';
import { controlDataSource } from './data-source.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { recall, remember } from './idempotency.js';
import { KeyDirectory } from './key-directory.js';
import { Outbox } from './outbox.js';
import { readUnit, writeUnit, type ReadUnit, type WriteUnit } from './unit.js';

/** Stands for "every tenant" in row-level security; no tenant can have this name. */
const ALL = '*';

/**
 * The control plane's tables. Everything happens in a transaction that sees one tenant. What the database refuses leaves as a
 * {@link PersistenceError}, what `work` throws as it is; either way nothing was written. Used by the gateway alone.
 */
export class ControlPlane {
  readonly keys: KeyDirectory;
  readonly outbox: Outbox;

  private constructor(
    private readonly source: DataSource,
    pool: Pool,
  ) {
    this.keys = new KeyDirectory((work) => this.transaction(ALL, work));
    this.outbox = new Outbox(pool, (work) => this.transaction(ALL, work));
  }

  /** Needs a migrated schema: rejects with `schema` otherwise. The pool stays the caller's to end. */
  static open(pool: Pool): Promise<ControlPlane> {
    return guarded(async () => {
      const plane = new ControlPlane(await controlDataSource(pool), pool);
      await plane.source.query('SELECT 1 FROM control.tenant LIMIT 1');
      return plane;
    });
  }

  read<T>(context: TenantContext, work: (unit: ReadUnit) => Promise<T>): Promise<T> {
    return this.transaction(context.tenant, (manager) => work(readUnit(manager, context)));
  }

  /**
   * One unit of work. With `once`, a request that was answered before gets the same answer and `work` does not run. Rejects with
   * `unknown_tenant`, `reused`, `stale`, `duplicate` …
   */
  write<T>(context: WriteContext, work: (unit: WriteUnit) => Promise<T>, once?: Once<T>): Promise<T> {
    return this.transaction(context.tenant, (manager) => change(manager, context, work, once));
  }

  /** Like {@link read} and {@link write}, but every tenant is visible in `unit.tenants`: for the scope `platform` alone. */
  readAcross<T>(context: TenantContext, work: (unit: ReadUnit) => Promise<T>): Promise<T> {
    return this.transaction(ALL, (manager) => work(readUnit(manager, context)));
  }
  writeAcross<T>(context: WriteContext, work: (unit: WriteUnit) => Promise<T>, once?: Once<T>): Promise<T> {
    return this.transaction(ALL, (manager) => change(manager, context, work, once));
  }

  /** For the follower of manifests: no tenant's doing. */
  connectors<T>(work: (connectors: Connectors) => Promise<T>): Promise<T> {
    return this.transaction(ALL, (manager) => work(new Connectors(manager)));
  }

  /** 32 random bytes that every gateway of the installation shares, for what clients carry and must not change. */
  async macKey(): Promise<Buffer> {
    const rows = await this.transaction(ALL, (manager) =>
      manager.query<{ value: Buffer }[]>("SELECT value FROM control.installation WHERE name = 'mac'"),
    );
    if (!rows[0]) throw new PersistenceError('schema', 'The installation has no key for cursors.');
    return rows[0].value;
  }

  private transaction<T>(tenant: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const running = this.source.transaction(async (manager) => {
      // For this transaction only: a plain SET would stay with the pooled connection.
      await manager.query("SELECT set_config('hookswitch.tenant', $1, true)", [tenant]);
      return work(manager);
    });
    return running.catch((error: unknown) => {
      throw ofDatabase(error) ?? error;
    });
  }
}

async function change<T>(
  manager: EntityManager,
  context: WriteContext,
  work: (unit: WriteUnit) => Promise<T>,
  once: Once<T> | undefined,
): Promise<T> {
  const tenant = await manager.findOne(TenantEntity, {
    where: { tenant: context.tenant },
    lock: { mode: 'for_no_key_update' },
  });
  if (!tenant) throw new PersistenceError('unknown_tenant', 'There is no such tenant.');
  const earlier = once && (await recall(manager, context, once));
  if (earlier) return earlier.answer;
  const changes = new Changes(manager, context, tenant, new Date());
  const answer = await work(writeUnit(manager, changes));
  await changes.finish();
  if (once) await remember(manager, context, once, answer);
  return answer;
}
