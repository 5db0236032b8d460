import { IsNull, type EntityManager } from 'typeorm';
import type { Changes } from './changes.js';
import { pageOf, type ListPage, type PageRequest, type TenantContext } from './context.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import type { Row } from './entities/row.js';
import type { StoredKey } from './types.js';

export class ApiKeys {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly context: TenantContext,
  ) {}

  async find(id: string): Promise<StoredKey | undefined> {
    const row = await this.manager.findOne(ApiKeyEntity, { where: { tenant: this.context.tenant, id } });
    return row ? toKey(row) : undefined;
  }

  /** By id, revoked and expired ones included. */
  async list(page: PageRequest): Promise<ListPage<StoredKey>> {
    const query = this.manager
      .createQueryBuilder(ApiKeyEntity, 'k')
      .where('k.tenant = :tenant', this.context)
      .orderBy('k.id')
      .take(page.limit + 1);
    if (page.after !== undefined) query.andWhere('k.id > :after', { after: page.after });
    return pageOf((await query.getMany()).map(toKey), page.limit, ({ id }) => id);
  }
}

export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: Date;
}

export class ApiKeyWriter extends ApiKeys {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager, changes.context);
  }

  async create({ id, name, hash, scopes, expiresAt }: NewKey): Promise<StoredKey> {
    const row = {
      ...{ tenant: this.context.tenant, id, name, hash, scopes: [...scopes] },
      ...{ expiresAt: expiresAt ?? null, revokedAt: null, lastUsedAt: null },
      ...{ createdBy: this.changes.context.actor.name, createdAt: this.changes.now },
    };
    await this.manager.insert(ApiKeyEntity, row);
    await this.changes.note('key.created', { kind: 'key', id, name }, { scopes: [...scopes] });
    return toKey(row);
  }

  /** A key that is revoked already stays as it is. */
  async revoke(id: string): Promise<StoredKey | undefined> {
    const { tenant } = this.context;
    const { affected } = await this.manager.update(
      ApiKeyEntity,
      { tenant, id, revokedAt: IsNull() },
      { revokedAt: this.changes.now },
    );
    const key = await this.find(id);
    if (affected && key) await this.changes.note('key.revoked', { kind: 'key', id, name: key.name });
    return key;
  }
}

export const toKey = (row: Row<ApiKeyEntity>): StoredKey => ({
  tenant: row.tenant,
  id: row.id,
  name: row.name,
  hash: row.hash,
  scopes: row.scopes,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
  ...(row.revokedAt !== null && { revokedAt: row.revokedAt }),
  ...(row.lastUsedAt !== null && { lastUsedAt: row.lastUsedAt }),
});
