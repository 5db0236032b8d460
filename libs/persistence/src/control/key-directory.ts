import type { EntityManager } from 'typeorm';
import { toKey } from './api-keys.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import type { StoredKey } from './types.js';

type Transaction = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** Keys by id, whatever their tenant: who presents a key has not said whose it is. */
export class KeyDirectory {
  constructor(private readonly transaction: Transaction) {}

  find(id: string): Promise<StoredKey | undefined> {
    return this.transaction(async (manager) => {
      const row = await manager.findOne(ApiKeyEntity, { where: { id } });
      return row ? toKey(row) : undefined;
    });
  }

  /** Notes the use of keys; callers gather them so that a key is written at most once a minute. */
  touch(ids: readonly string[], at: Date): Promise<void> {
    return this.transaction(async (manager) => {
      await manager.query(
        `UPDATE control.api_key SET last_used_at = $2
          WHERE id = ANY ($1::text[]) AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`,
        [ids, at],
      );
    });
  }

  /**
   * The key that the operator configured: replaces the one configured before, which is revoked; one that was
   * revoked stays so. Its hash alone is stored. Not audited, as no caller did it.
   */
  install(key: { readonly id: string; readonly hash: string; readonly scopes: readonly string[] }): Promise<void> {
    return this.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO control.api_key (tenant_id, id, name, hash, scopes, created_by)
         VALUES ('default', $1, 'first admin key', $2, $3, 'installation')
         ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes
          WHERE api_key.created_by = 'installation' AND api_key.hash = excluded.hash`,
        [key.id, key.hash, key.scopes],
      );
      await manager.query(
        `UPDATE control.api_key SET revoked_at = now()
          WHERE tenant_id = 'default' AND created_by = 'installation' AND id <> $1 AND revoked_at IS NULL`,
        [key.id],
      );
    });
  }
}
