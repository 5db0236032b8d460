import type { JsonObject } from '@hookswitch/domain';
import { LessThan, type EntityManager } from 'typeorm';
import { auditHash } from './changes.js';
import { pageOf, type ListPage, type PageRequest, type TenantContext } from './context.js';
import { AuditEntity } from './entities/audit.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';
import type { AuditEntry } from './types.js';

export class AuditLog {
  constructor(
    private readonly manager: EntityManager,
    private readonly context: TenantContext,
  ) {}

  /** Newest first. */
  async list(page: PageRequest, filter: { readonly action?: string } = {}): Promise<ListPage<AuditEntry>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(AuditEntity, {
      where: { tenant, ...filter, ...(page.after !== undefined && { seq: LessThan(Number(page.after)) }) },
      order: { seq: 'DESC' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(toEntry), page.limit, ({ seq }) => String(seq));
  }

  /** Number of the first entry that was changed, is missing or does not follow the one before it; undefined when the chain holds. */
  async firstBroken(): Promise<number | undefined> {
    const { tenant } = this.context;
    const rows = await this.manager.find(AuditEntity, { where: { tenant }, order: { seq: 'ASC' } });
    // The oldest entries may have gone with their retention; the chain holds from the first that is left.
    const broken = rows.find((row, index) => {
      const before = rows[index - 1];
      const follows = before === undefined || (row.previous === before.hash && row.seq === before.seq + 1);
      return !follows || auditHash(row) !== row.hash;
    });
    if (broken) return broken.seq;
    // The newest is known to the tenant's row.
    const last = rows.at(-1);
    const known = await this.manager.findOne(TenantEntity, { where: { tenant } });
    return last && known && last.hash !== known.auditHash ? last.seq + 1 : undefined;
  }
}

const toEntry = (row: AuditEntity): AuditEntry => ({
  seq: row.seq,
  at: row.at,
  actor: row.actor,
  action: row.action,
  object: {
    kind: row.objectKind,
    id: row.objectId,
    ...(row.objectName !== null && { name: row.objectName }),
    ...(row.version !== null && { version: row.version }),
  },
  previous: row.previous,
  hash: row.hash,
  ...(row.address !== null && { address: row.address }),
  ...(row.detail !== null && { detail: row.detail as JsonObject }),
});
