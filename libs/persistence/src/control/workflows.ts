import { evaluatedOnEveryEvent, type WorkflowDocument } from '@hookswitch/domain';
import { IsNull, LessThan, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { pageOf, type ListPage, type PageRequest, type TenantContext } from './context.js';
import { WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.js';
import type { Row } from './entities/row.js';
import type { StoredWorkflow, WorkflowUse, WorkflowVersion } from './types.js';

type CurrentRow = Row<WorkflowEntity> & { readonly current: Row<WorkflowVersionEntity> };

interface UseRow {
  readonly workflows: number;
  readonly found: number;
  readonly steps: number;
  readonly untold: readonly object[] | null;
}

export interface WorkflowFilter {
  readonly enabled?: boolean;
  readonly name?: string;
}

/** Reads the workflows of a tenant. A deleted one is not found, but its versions stay: runs refer to them. */
export class Workflows {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly context: TenantContext,
  ) {}

  async find(id: string): Promise<StoredWorkflow | undefined> {
    const row = await this.select().andWhere('w.id = :id', { id }).getOne();
    return row ? toWorkflow(row as CurrentRow) : undefined;
  }

  async findByName(name: string): Promise<StoredWorkflow | undefined> {
    const row = await this.select().andWhere('w.name = :name', { name }).getOne();
    return row ? toWorkflow(row as CurrentRow) : undefined;
  }

  /** By name. */
  async list(page: PageRequest, filter: WorkflowFilter = {}): Promise<ListPage<StoredWorkflow>> {
    const query = this.select()
      .orderBy('w.name')
      .take(page.limit + 1);
    if (page.after !== undefined) query.andWhere('w.name > :after', { after: page.after });
    if (filter.enabled !== undefined) query.andWhere('w.enabled = :enabled', filter);
    if (filter.name !== undefined) query.andWhere('w.name = :name', filter);
    return pageOf(((await query.getMany()) as CurrentRow[]).map(toWorkflow), page.limit, ({ name }) => name);
  }

  /** Newest first; positions are version numbers. Knows deleted workflows too. */
  async versions(id: string, page: PageRequest): Promise<ListPage<WorkflowVersion>> {
    const { tenant } = this.context;
    const rows = await this.manager.find(WorkflowVersionEntity, {
      where: { tenant, workflow: id, ...(page.after !== undefined && { version: LessThan(Number(page.after)) }) },
      order: { version: 'DESC' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(toVersion), page.limit, ({ version }) => String(version));
  }

  async version(id: string, version: number): Promise<WorkflowVersion | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(WorkflowVersionEntity, { where: { tenant, workflow: id, version } });
    return row ? toVersion(row) : undefined;
  }

  /** Names of workflows, at most ten, whose document mentions one of these texts: what a connection or a secret is used by. */
  async thatMention(
    texts: readonly string[],
    { enabled = false, except }: { readonly enabled?: boolean; readonly except?: string } = {},
  ): Promise<readonly string[]> {
    const rows = await this.manager.query<{ name: string }[]>(
      `SELECT w.name FROM control.workflow w
         JOIN control.workflow_version v ON (v.tenant_id, v.workflow_id, v.version) = (w.tenant_id, w.id, w.version)
        WHERE w.tenant_id = $1 AND w.deleted_at IS NULL AND (w.enabled OR NOT $3) AND w.id IS DISTINCT FROM $4
          AND EXISTS (SELECT 1 FROM unnest($2::text[]) t WHERE position(t IN v.document::text) > 0)
        ORDER BY w.name LIMIT 10`,
      [this.context.tenant, texts, enabled, except ?? null],
    );
    return rows.map(({ name }) => name);
  }

  /** In a write nothing comes between this and what is written: the tenant's changes come one after the other. */
  async use(): Promise<WorkflowUse> {
    const [row] = await this.manager.query<UseRow[]>(
      `SELECT count(*)::int AS workflows, count(*) FILTER (WHERE w.enabled AND v.on_every_event)::int AS found,
         coalesce(max(json_array_length(v.document -> 'spec' -> 'steps')), 0) AS steps,
         json_agg(v.document) FILTER (WHERE w.enabled AND v.on_every_event IS NULL) AS untold
       FROM control.workflow w
         JOIN control.workflow_version v ON (v.tenant_id, v.workflow_id, v.version) = (w.tenant_id, w.id, w.version)
       WHERE w.tenant_id = $1 AND w.deleted_at IS NULL`,
      [this.context.tenant],
    );
    const { workflows = 0, found = 0, steps = 0, untold } = row ?? {};
    const told = (untold ?? []).filter((document) => evaluatedOnEveryEvent(documentOf(document).spec)).length;
    return { workflows, onEveryEvent: found + told, steps };
  }

  /** What was in force at a revision, deleted workflows included, by name: for explanations. */
  async enabledAt(revision: number): Promise<readonly StoredWorkflow[]> {
    const rows = await this.manager
      .createQueryBuilder(WorkflowEntity, 'w')
      .innerJoinAndMapOne('w.current', WorkflowVersionEntity, 'v', 'v.tenant = w.tenant AND v.workflow = w.id')
      .where('w.tenant = :tenant', this.context)
      .andWhere(
        `(w.id, v.version) IN (SELECT workflow_id, version FROM (
           SELECT DISTINCT ON (workflow_id) workflow_id, version, enabled FROM control.workflow_change
            WHERE tenant_id = :tenant AND revision <= :revision ORDER BY workflow_id, revision DESC) last
          WHERE enabled)`,
        { revision },
      )
      .orderBy('w.name')
      .getMany();
    return (rows as CurrentRow[]).map((row) => toWorkflow({ ...row, version: row.current.version, enabled: true }));
  }

  protected async row(id: string): Promise<Row<WorkflowEntity> | undefined> {
    const { tenant } = this.context;
    return (await this.manager.findOne(WorkflowEntity, { where: { tenant, id, deletedAt: IsNull() } })) ?? undefined;
  }

  private select(): SelectQueryBuilder<WorkflowEntity> {
    return this.manager
      .createQueryBuilder(WorkflowEntity, 'w')
      .innerJoinAndMapOne(
        'w.current',
        WorkflowVersionEntity,
        'v',
        'v.tenant = w.tenant AND v.workflow = w.id AND v.version = w.version',
      )
      .where('w.tenant = :tenant AND w.deletedAt IS NULL', this.context);
  }
}

function toWorkflow({ current, latestVersion, ...row }: CurrentRow): StoredWorkflow {
  const { tenant, id, name, version, enabled, generation, revision, createdAt, updatedAt } = row;
  const document = documentOf(current.document);
  return {
    ...{ tenant, id, name, version, latestVersion, enabled, generation, revision, createdAt, updatedAt },
    document: { ...document, spec: { ...document.spec, enabled } },
    author: current.author,
    ...(current.message !== null && { message: current.message }),
  };
}

const toVersion = (row: Row<WorkflowVersionEntity>): WorkflowVersion => ({
  version: row.version,
  document: documentOf(row.document),
  author: row.author,
  createdAt: row.createdAt,
  ...(row.message !== null && { message: row.message }),
  ...(row.restoredFrom !== null && { restoredFrom: row.restoredFrom }),
});

/** It was checked before it was stored. */
const documentOf = (document: object) => document as WorkflowDocument;
