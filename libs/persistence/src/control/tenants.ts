import { MoreThan, type EntityManager } from 'typeorm';
import { markDirty, type Changes } from './changes.js';
import { pageOf, type ListPage, type PageRequest } from './context.js';
import { TenantEntity } from './entities/tenant.entity.js';
import type { Row } from './entities/row.js';
import type { StoredTenant } from './types.js';

/** Sees the tenants that the transaction sees: one's own, or all of them in `ControlPlane.readAcross` and `writeAcross`. */
export class Tenants {
  constructor(protected readonly manager: EntityManager) {}

  async find(tenant: string): Promise<StoredTenant | undefined> {
    const row = await this.manager.findOne(TenantEntity, { where: { tenant } });
    return row ? toTenant(row) : undefined;
  }

  async list(page: PageRequest): Promise<ListPage<StoredTenant>> {
    const rows = await this.manager.find(TenantEntity, {
      where: page.after === undefined ? {} : { tenant: MoreThan(page.after) },
      order: { tenant: 'ASC' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(toTenant), page.limit, ({ tenant }) => tenant);
  }
}

export interface TenantSettings {
  readonly title?: string;
  readonly suspended?: boolean;
  readonly deriveCallEvents?: boolean;
}

export class TenantWriter extends Tenants {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager);
  }

  /** Audited where the caller is at home. */
  async create(tenant: string, { title, suspended, deriveCallEvents }: TenantSettings): Promise<StoredTenant> {
    const { now } = this.changes;
    const row = {
      ...{ tenant, title: title ?? tenant, suspended: suspended ?? false, deriveCallEvents: deriveCallEvents ?? true },
      ...{ revision: 1, planningRevision: 1, auditSeq: 0, auditHash: '', createdAt: now, updatedAt: now },
    };
    await this.manager.insert(TenantEntity, row);
    await markDirty(this.manager, { tenant, kind: 'tenant', key: tenant, revision: 1 });
    await this.changes.note('tenant.created', { kind: 'tenant', id: tenant, name: row.title });
    return toTenant(row);
  }

  /** Settings of the tenant that the transaction writes for. */
  async change(settings: TenantSettings): Promise<StoredTenant | undefined> {
    const { tenant } = this.changes.context;
    await this.manager.update(TenantEntity, { tenant }, { ...settings, updatedAt: this.changes.now });
    await this.changes.dirty('tenant', tenant);
    await this.changes.note('tenant.changed', { kind: 'tenant', id: tenant }, { ...settings });
    return this.find(tenant);
  }
}

const toTenant = (row: Row<TenantEntity>): StoredTenant => ({
  tenant: row.tenant,
  title: row.title,
  suspended: row.suspended,
  deriveCallEvents: row.deriveCallEvents,
  revision: row.revision,
  planningRevision: row.planningRevision,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
