import { createHash } from 'node:crypto';
import type { ConnectorManifest } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import { CHANGES_CHANNEL } from './changes.js';
import { ConnectorEntity } from './entities/connector.entity.js';
import type { StoredConnector } from './types.js';

/** Manifests that connectors have announced and the gateway has accepted; the same for every tenant. */
export class Connectors {
  constructor(private readonly manager: EntityManager) {}

  async all(): Promise<readonly StoredConnector[]> {
    return (await this.manager.find(ConnectorEntity, { order: { type: 'ASC' } })).map(toConnector);
  }

  async find(type: string): Promise<StoredConnector | undefined> {
    const row = await this.manager.findOne(ConnectorEntity, { where: { type } });
    return row ? toConnector(row) : undefined;
  }

  /** Stores a manifest; when it differs, every workflow in force that uses it is compiled and published again. True: it differed. */
  async accept(manifest: ConnectorManifest): Promise<boolean> {
    const fingerprint = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
    const changed = await this.manager.query<unknown[]>(
      `INSERT INTO control.connector (type, manifest, fingerprint) VALUES ($1, $2, $3)
       ON CONFLICT (type) DO UPDATE SET manifest = excluded.manifest, fingerprint = excluded.fingerprint, updated_at = now()
        WHERE connector.fingerprint <> excluded.fingerprint RETURNING type`,
      [manifest.type, JSON.stringify(manifest), fingerprint],
    );
    if (changed.length === 0) return false;
    await this.recompile(manifest.type);
    return true;
  }

  /** Every tenant concerned gets a new revision, its rows locked in order so that two gateways do not block each other. */
  private async recompile(type: string): Promise<void> {
    const tenants = await this.manager.query<{ tenant_id: string; revision: number }[]>(
      `SELECT tenant_id, revision FROM control.tenant t WHERE EXISTS (${USING} AND w.tenant_id = t.tenant_id)
        ORDER BY tenant_id FOR NO KEY UPDATE`,
      [type],
    );
    for (const { tenant_id: tenant, revision } of tenants) {
      await this.manager.query(
        `WITH moved AS (
           UPDATE control.workflow SET revision = $2 WHERE tenant_id = $1
              AND id IN (SELECT w.id FROM (${USING.replace('$1', '$3').replace('SELECT 1', 'SELECT w.id')}) w) RETURNING id)
         INSERT INTO control.outbox (tenant_id, kind, key, revision) SELECT $1, 'workflow', id, $2 FROM moved
         ON CONFLICT (tenant_id, kind, key) DO UPDATE SET revision = excluded.revision, noted_at = now()`,
        [tenant, revision + 1, type],
      );
      await this.manager.query('UPDATE control.tenant SET revision = $2, planning_revision = $2 WHERE tenant_id = $1', [
        tenant,
        revision + 1,
      ]);
      await this.manager.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, tenant]);
    }
  }
}

const USING = `SELECT 1 FROM control.workflow w
  JOIN control.workflow_version v ON (v.tenant_id, v.workflow_id, v.version) = (w.tenant_id, w.id, w.version)
  WHERE w.enabled AND w.deleted_at IS NULL AND $1 = ANY (v.connectors)`;

const toConnector = ({ manifest, updatedAt }: ConnectorEntity): StoredConnector => ({ manifest, updatedAt });
