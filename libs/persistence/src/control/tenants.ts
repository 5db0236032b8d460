import type { JsonObject } from '@hookswitch/domain';
import { MoreThan, Raw, type EntityManager } from 'typeorm';
import { PersistenceError } from '../persistence-error.js';
import type { Retention, TenantRetention } from '../retention.js';
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

  /** Of those that have one of their own. */
  async retentions(): Promise<readonly TenantRetention[]> {
    const rows = await this.manager.find(TenantEntity, {
      select: { tenant: true, retention: true },
      where: { retention: Raw((column) => `${column} <> '{}'`) },
    });
    return rows.map(({ tenant, retention }) => ({ tenant, ...retention }));
  }
}

export interface TenantSettings {
  readonly title?: string;
  readonly deriveCallEvents?: boolean;
  /** All that are set: they replace those that were. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** As quotas. */
  readonly retention?: Partial<Retention>;
}

/** `generation` is the one that the caller saw: another one in the row rejects with `stale`. Undefined: there is no such tenant. */
export class TenantWriter extends Tenants {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager);
  }

  /** Audited where the caller is at home. */
  async create(tenant: string, { title, deriveCallEvents, quotas, retention }: TenantSettings): Promise<StoredTenant> {
    const { now } = this.changes;
    const row = {
      ...{ tenant, title: title ?? tenant, suspended: false, suspendedBecause: null, suspendedAt: null },
      ...{ deriveCallEvents: deriveCallEvents ?? true, quotas: { ...quotas } },
      ...{ retention: { ...retention }, generation: 1 },
      ...{ revision: 1, planningRevision: 1, auditSeq: 0, auditHash: '', createdAt: now, updatedAt: now },
    };
    await this.manager.insert(TenantEntity, row);
    await markDirty(this.manager, { tenant, kind: 'tenant', key: tenant, revision: 1 });
    await this.changes.note('tenant.created', { kind: 'tenant', id: tenant, name: row.title });
    return toTenant(row);
  }

  /** Settings of the tenant that the transaction writes for. */
  async change(settings: TenantSettings, generation?: number): Promise<StoredTenant | undefined> {
    const { quotas, retention, ...plain } = settings;
    const columns = {
      ...plain,
      ...(quotas && { quotas: { ...quotas } }),
      ...(retention && { retention: { ...retention } }),
    };
    return this.update(columns, { generation, action: 'tenant.changed', detail: columns });
  }

  /** Nothing more is taken from it, planned or begun for it. One that is suspended already takes the new reason. */
  async suspend(reason: string, generation?: number): Promise<StoredTenant | undefined> {
    const { suspendedAt } = (await this.row()) ?? {};
    const columns = { suspended: true, suspendedBecause: reason, suspendedAt: suspendedAt ?? this.changes.now };
    return this.update(columns, { generation, action: 'tenant.suspended', detail: { reason } });
  }

  async resume(reason: string | undefined, generation?: number): Promise<StoredTenant | undefined> {
    const columns = { suspended: false, suspendedBecause: null, suspendedAt: null };
    const detail = reason === undefined ? {} : { reason };
    return this.update(columns, { generation, action: 'tenant.resumed', detail });
  }

  private async update(columns: Columns, { generation, action, detail }: Update): Promise<StoredTenant | undefined> {
    const { tenant } = this.changes.context;
    const row = await this.row();
    if (!row) return undefined;
    if (generation !== undefined && row.generation !== generation)
      throw new PersistenceError('stale', 'The tenant has changed since it was read.');
    await this.manager.update(
      TenantEntity,
      { tenant },
      { ...columns, generation: row.generation + 1, updatedAt: this.changes.now },
    );
    await this.changes.dirty('tenant', tenant);
    await this.changes.note(action, { kind: 'tenant', id: tenant, name: row.title }, detail);
    return this.find(tenant);
  }

  private async row(): Promise<Row<TenantEntity> | undefined> {
    const { tenant } = this.changes.context;
    return (await this.manager.findOne(TenantEntity, { where: { tenant } })) ?? undefined;
  }
}

type Columns = Partial<
  Pick<
    TenantEntity,
    'title' | 'deriveCallEvents' | 'quotas' | 'retention' | 'suspended' | 'suspendedBecause' | 'suspendedAt'
  >
>;

interface Update {
  readonly generation: number | undefined;
  readonly action: string;
  readonly detail: JsonObject;
}

const toTenant = (row: Row<TenantEntity>): StoredTenant => ({
  tenant: row.tenant,
  title: row.title,
  suspended: row.suspended,
  ...(row.suspendedBecause !== null &&
    row.suspendedAt !== null && { suspension: { reason: row.suspendedBecause, at: row.suspendedAt } }),
  deriveCallEvents: row.deriveCallEvents,
  quotas: row.quotas,
  retention: row.retention,
  generation: row.generation,
  revision: row.revision,
  planningRevision: row.planningRevision,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
