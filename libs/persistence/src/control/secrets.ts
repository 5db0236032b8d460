import { In, MoreThan, type EntityManager } from 'typeorm';
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
    return row ? toSecret(row, await this.sealsOf([name])) : undefined;
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
    const seals = await this.sealsOf(items.map(({ name }) => name));
    return { items: items.map((row) => toSecret(row, seals)), ...next };
  }

  /** In a write nothing comes between this and what is written. */
  count(): Promise<number> {
    const { tenant } = this.context;
    return this.manager.count(SecretEntity, { where: { tenant } });
  }

  /** Sealed values: for the publisher only. */
  async publishables(page: PageRequest): Promise<ListPage<PublishableSecret>> {
    const { items, ...next } = await this.list(page);
    const seals = await this.sealsOf(items.map(({ name }) => name));
    return { items: items.map((secret) => toPublishable(secret, seals)), ...next };
  }

  /** Sealed values: for the publisher only. */
  async publishable(name: string): Promise<PublishableSecret | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(SecretEntity, { where: { tenant, name } });
    if (!row) return undefined;
    const seals = await this.sealsOf([name]);
    return toPublishable(toSecret(row, seals), seals);
  }

  protected sealsOf(secrets: readonly string[]): Promise<SecretSealEntity[]> {
    const where = { tenant: this.context.tenant, secret: In(secrets) };
    return this.manager.find(SecretSealEntity, { where, order: { connector: 'ASC' } });
  }
}

type Seals = readonly Row<SecretSealEntity>[];
const ofSecret = (seals: Seals, name: string): Seals => seals.filter(({ secret }) => secret === name);

const toSecret = (row: Row<SecretEntity>, seals: Seals): StoredSecret => ({
  ...row,
  connectors: ofSecret(seals, row.name).map(({ connector }) => connector),
});

const toPublishable = ({ name, revision, allowedHosts }: StoredSecret, seals: Seals): PublishableSecret => ({
  name,
  revision,
  allowedHosts,
  sealed: Object.fromEntries(ofSecret(seals, name).map(({ connector, sealed }) => [connector, sealed])),
});
