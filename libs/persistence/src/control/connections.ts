import { In, MoreThan, type EntityManager } from 'typeorm';
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
    const secrets = await this.secretsOf(items.map(({ id }) => id));
    return { items: items.map((row) => toConnection(row, secrets)), ...next };
  }

  /** In a write nothing comes between this and what is written. */
  count(): Promise<number> {
    const { tenant } = this.context;
    return this.manager.count(ConnectionEntity, { where: { tenant } });
  }

  /** Sealed values: for the publisher only. */
  async publishables(page: PageRequest): Promise<ListPage<PublishableConnection>> {
    const { items, ...next } = await this.list(page);
    const secrets = await this.secretsOf(items.map(({ id }) => id));
    return { items: items.map((connection) => toPublishable(connection, secrets)), ...next };
  }

  /** Connector type and settings of every connection, by name: what checking a workflow needs. */
  async byName(): Promise<ReadonlyMap<string, { readonly connector: string; readonly settings: JsonObject }>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(ConnectionEntity, {
      select: { name: true, connector: true, settings: true },
      where: { tenant },
    });
    return new Map(
      rows.map(({ name, connector, settings }) => [name, { connector, settings: settings as JsonObject }]),
    );
  }

  /** Sealed values: for the publisher only. */
  async publishable(name: string): Promise<PublishableConnection | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(ConnectionEntity, { where: { tenant, name } });
    if (!row) return undefined;
    const secrets = await this.secretsOf([row.id]);
    return toPublishable(toConnection(row, secrets), secrets);
  }

  protected secretsOf(connections: readonly string[]): Promise<ConnectionSecretEntity[]> {
    const where = { tenant: this.context.tenant, connection: In(connections) };
    return this.manager.find(ConnectionSecretEntity, { where, order: { name: 'ASC' } });
  }

  private async one(where: { readonly id: string } | { readonly name: string }): Promise<StoredConnection | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(ConnectionEntity, { where: { tenant, ...where } });
    return row ? toConnection(row, await this.secretsOf([row.id])) : undefined;
  }
}

type Secrets = readonly Row<ConnectionSecretEntity>[];

const toConnection = (row: Row<ConnectionEntity>, secrets: Secrets): StoredConnection => ({
  ...row,
  settings: row.settings as JsonObject,
  secrets: secrets.filter(({ connection }) => connection === row.id).map(toFacts),
});

const toFacts = ({ name, hint, version, updatedAt }: Row<ConnectionSecretEntity>): SecretFacts => ({
  name,
  hint,
  version,
  updatedAt,
});

function toPublishable(connection: StoredConnection, secrets: Secrets): PublishableConnection {
  const { id, name, connector, revision, settings, allowedHosts } = connection;
  const own = secrets.filter((secret) => secret.connection === id);
  const sealed = Object.fromEntries(own.map((secret) => [secret.name, secret.sealed]));
  return { id, name, connector, revision, settings, allowedHosts, sealed };
}
