import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import { PersistenceError } from '../persistence-error.js';
import type { Changes } from './changes.js';
import { Connections } from './connections.js';
import { ConnectionEntity, ConnectionSecretEntity } from './entities/connection.entity.js';
import type { SealedSecret, StoredConnection } from './types.js';

export interface ConnectionDetails {
  readonly settings: JsonObject;
  readonly allowedHosts: readonly string[];
  /** By name: a new value, or null to remove it; what is not named stays. */
  readonly secrets: Readonly<Record<string, SealedSecret | null>>;
}

/** Changes of connections. `generation` as in WorkflowWriter. */
export class ConnectionWriter extends Connections {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager, changes.context);
  }

  async create(name: string, connector: string, details: ConnectionDetails): Promise<StoredConnection> {
    const { tenant } = this.context;
    const { revision, now } = this.changes;
    const id = randomUUID();
    const { settings, allowedHosts, secrets } = details;
    await this.manager.insert(ConnectionEntity, {
      ...{ tenant, id, name, connector, settings, allowedHosts: [...allowedHosts] },
      ...{ generation: 1, revision, createdAt: now, updatedAt: now },
    });
    await this.putSecrets(id, secrets);
    return this.note(id, name, 'connection.created');
  }

  /** Name and connector type never change: workflows and ledgers refer to them. */
  async update(id: string, details: ConnectionDetails, generation?: number): Promise<StoredConnection | undefined> {
    const row = await this.current(id, generation);
    if (!row) return undefined;
    const { tenant } = this.context;
    const { revision, now } = this.changes;
    await this.manager.update(
      ConnectionEntity,
      { tenant, id },
      {
        settings: details.settings,
        allowedHosts: [...details.allowedHosts],
        generation: row.generation + 1,
        revision,
        updatedAt: now,
      },
    );
    await this.putSecrets(id, details.secrets);
    return this.note(id, row.name, 'connection.updated');
  }

  async remove(id: string, generation?: number): Promise<boolean> {
    const row = await this.current(id, generation);
    if (!row) return false;
    await this.manager.delete(ConnectionEntity, { tenant: this.context.tenant, id });
    await this.changes.dirty('connection', row.name);
    await this.changes.note('connection.deleted', { kind: 'connection', id, name: row.name });
    return true;
  }

  private async current(id: string, generation: number | undefined): Promise<ConnectionEntity | undefined> {
    const { tenant } = this.context;
    const row = (await this.manager.findOne(ConnectionEntity, { where: { tenant, id } })) ?? undefined;
    if (row && generation !== undefined && row.generation !== generation) {
      throw new PersistenceError('stale', 'The connection has changed since it was read.');
    }
    return row;
  }

  private async putSecrets(connection: string, secrets: ConnectionDetails['secrets']): Promise<void> {
    const { tenant } = this.context;
    const before = new Map((await this.secretsOf([connection])).map(({ name, version }) => [name, version]));
    for (const [name, secret] of Object.entries(secrets)) {
      const key = { tenant, connection, name };
      if (secret === null) await this.manager.delete(ConnectionSecretEntity, key);
      else {
        const row = { ...key, ...secret, version: (before.get(name) ?? 0) + 1, updatedAt: this.changes.now };
        await this.manager.upsert(ConnectionSecretEntity, row, ['tenant', 'connection', 'name']);
      }
    }
  }

  private async note(id: string, name: string, action: string): Promise<StoredConnection> {
    await this.changes.dirty('connection', name);
    await this.changes.note(action, { kind: 'connection', id, name });
    const stored = await this.find(id);
    if (!stored) throw new PersistenceError('failed', 'A connection that was just written is not there.');
    return stored;
  }
}
