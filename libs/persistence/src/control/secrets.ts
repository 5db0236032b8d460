import { MoreThan, type EntityManager } from 'typeorm';
import { pageOf, type ListPage, type PageRequest, type TenantContext } from './context.js';
import { SecretEntity, SecretSealEntity } from './entities/secret.entity.js';
import type { Row } from './entities/row.js';
import type { StoredSecret } from './types.js';

/** What the publisher needs of a loose secret. */
export interface PublishableSecret {
  readonly name: string;
  readonly revision: number;
  readonly allowedHosts: readonly string[];
  /** Connector type to compact JWE. */
  readonly sealed: Readonly<Record<string, string>>;
}

/** Loose secrets: what templates name as `secrets.<name>`. */
export class Secrets {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly context: TenantContext,
  ) {}

  async find(name: string): Promise<StoredSecret | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(SecretEntity, { where: { tenant, name } });
    return row ? this.withConnectors(row) : undefined;
  }

  async names(): Promise<ReadonlySet<string>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(SecretEntity, { select: { name: true }, where: { tenant } });
    return new Set(rows.map(({ name }) => name));
  }

  async list(page: PageRequest): Promise<ListPage<StoredSecret>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(SecretEntity, {
      where: { tenant, ...(page.after !== undefined && { name: MoreThan(page.after) }) },
      order: { name: 'ASC' },
      take: page.limit + 1,
    });
    const { items, ...next } = pageOf(rows, page.limit, ({ name }) => name);
    return { items: await Promise.all(items.map((row) => this.withConnectors(row))), ...next };
  }

  /** Sealed values: for the publisher only. */
  async publishable(name: string): Promise<PublishableSecret | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(SecretEntity, { where: { tenant, name } });
    if (!row) return undefined;
    const seals = await this.sealsOf(name);
    const sealed = Object.fromEntries(seals.map((seal) => [seal.connector, seal.sealed]));
    return { name, revision: row.revision, allowedHosts: row.allowedHosts, sealed };
  }

  protected sealsOf(secret: string): Promise<SecretSealEntity[]> {
    const { tenant } = this.context;
    return this.manager.find(SecretSealEntity, { where: { tenant, secret }, order: { connector: 'ASC' } });
  }

  private async withConnectors(row: Row<SecretEntity>): Promise<StoredSecret> {
    return { ...row, connectors: (await this.sealsOf(row.name)).map(({ connector }) => connector) };
  }
}
