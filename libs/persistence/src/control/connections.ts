import { MoreThan, type EntityManager } from 'typeorm';
import type { JsonObject } from '@hookswitch/domain';
import { pageOf, type ListPage, type PageRequest, type TenantContext } from './context.js';
import { ConnectionEntity, ConnectionSecretEntity } from './entities/connection.entity.js';
import type { Row } from './entities/row.js';
import type { SecretFacts, StoredConnection } from './types.js';

/** What the publisher needs of a connection. */
export interface PublishableConnection {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly revision: number;
  readonly settings: JsonObject;
  readonly allowedHosts: readonly string[];
  /** Secret name to compact JWE. */
  readonly sealed: Readonly<Record<string, string>>;
}

export class Connections {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly context: TenantContext,
  ) {}

  async find(id: string): Promise<StoredConnection | undefined> {
    return this.one({ id });
  }

  async findByName(name: string): Promise<StoredConnection | undefined> {
    return this.one({ name });
  }

  /** By name. */
  async list(page: PageRequest, filter: { readonly connector?: string } = {}): Promise<ListPage<StoredConnection>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(ConnectionEntity, {
      where: { tenant, ...filter, ...(page.after !== undefined && { name: MoreThan(page.after) }) },
      order: { name: 'ASC' },
      take: page.limit + 1,
    });
    const { items, ...next } = pageOf(rows, page.limit, ({ name }) => name);
    return { items: await Promise.all(items.map((row) => this.withSecrets(row))), ...next };
  }

  /** Connector type of every connection, by name: what checking a workflow needs. */
  async connectorsByName(): Promise<ReadonlyMap<string, string>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(ConnectionEntity, {
      select: { name: true, connector: true },
      where: { tenant },
    });
    return new Map(rows.map(({ name, connector }) => [name, connector]));
  }

  /** Sealed values: for the publisher only. */
  async publishable(name: string): Promise<PublishableConnection | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(ConnectionEntity, { where: { tenant, name } });
    if (!row) return undefined;
    const { id, connector, revision, settings, allowedHosts } = row;
    const secrets = await this.secretsOf(id);
    const sealed = Object.fromEntries(secrets.map((secret) => [secret.name, secret.sealed]));
    return { id, name, connector, revision, settings: settings as JsonObject, allowedHosts, sealed };
  }

  protected secretsOf(connection: string): Promise<ConnectionSecretEntity[]> {
    const { tenant } = this.context;
    return this.manager.find(ConnectionSecretEntity, { where: { tenant, connection }, order: { name: 'ASC' } });
  }

  private async one(where: { readonly id: string } | { readonly name: string }): Promise<StoredConnection | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(ConnectionEntity, { where: { tenant, ...where } });
    return row ? this.withSecrets(row) : undefined;
  }

  private async withSecrets(row: Row<ConnectionEntity>): Promise<StoredConnection> {
    return { ...row, settings: row.settings as JsonObject, secrets: (await this.secretsOf(row.id)).map(toFacts) };
  }
}

const toFacts = ({ name, hint, version, updatedAt }: ConnectionSecretEntity): SecretFacts => ({
  name,
  hint,
  version,
  updatedAt,
});
