import { randomUUID } from 'node:crypto';
import type { WorkflowDocument } from '@hookswitch/domain';
import { evaluatedOnEveryEvent, isAction } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import { PersistenceError } from '../persistence-error.js';
import type { Changes } from './changes.js';
import { WorkflowChangeEntity, WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.js';
import type { Row } from './entities/row.js';
import type { StoredWorkflow } from './types.js';
import { Workflows } from './workflows.js';

export interface SavedDocument {
  readonly document: WorkflowDocument;
  readonly message?: string;
  /** The version that this one brings back. */
  readonly restoredFrom?: number;
}

/** Changes of workflows. `generation` is the one that the caller saw: another one in the row rejects with `stale`. */
export class WorkflowWriter extends Workflows {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager, changes.context);
  }

  async create(saved: SavedDocument): Promise<StoredWorkflow> {
    const { revision, now } = this.changes;
    const row = {
      tenant: this.context.tenant,
      id: randomUUID(),
      name: saved.document.metadata.name,
      version: 1,
      latestVersion: 1,
      enabled: saved.document.spec.enabled,
      generation: 1,
      revision,
      createdAt: now,
      updatedAt: now,
    };
    await this.manager.insert(WorkflowEntity, row);
    await this.addVersion(row.id, 1, saved);
    return this.note(row, 'workflow.created');
  }

  /** Adds a version and puts it in force. */
  async save(id: string, saved: SavedDocument, generation?: number): Promise<StoredWorkflow | undefined> {
    const row = await this.current(id, generation);
    if (!row) return undefined;
    const version = row.latestVersion + 1;
    await this.addVersion(id, version, saved);
    const { metadata, spec } = saved.document;
    const after = { ...row, name: metadata.name, version, latestVersion: version, enabled: spec.enabled };
    return this.update(after, saved.restoredFrom === undefined ? 'workflow.saved' : 'workflow.rolled_back');
  }

  async setEnabled(id: string, enabled: boolean, generation?: number): Promise<StoredWorkflow | undefined> {
    const row = await this.current(id, generation);
    if (!row) return undefined;
    if (row.enabled === enabled) return this.find(id);
    return this.update({ ...row, enabled }, enabled ? 'workflow.enabled' : 'workflow.disabled');
  }

  /** Its name becomes free; its versions stay. False: there is none. */
  async remove(id: string, generation?: number): Promise<boolean> {
    const row = await this.current(id, generation);
    if (!row) return false;
    const { tenant } = this.context;
    const { revision, now } = this.changes;
    await this.manager.update(WorkflowEntity, { tenant, id }, { enabled: false, deletedAt: now, revision });
    await this.noteChange({ ...row, enabled: false }, 'workflow.deleted');
    return true;
  }

  private async current(id: string, generation: number | undefined): Promise<Row<WorkflowEntity> | undefined> {
    const row = await this.row(id);
    if (row && generation !== undefined && row.generation !== generation) {
      throw new PersistenceError('stale', 'The workflow has changed since it was read.');
    }
    return row;
  }

  private async update(row: Row<WorkflowEntity>, action: string): Promise<StoredWorkflow> {
    const { tenant, id, name, version, latestVersion, enabled } = row;
    const { revision, now } = this.changes;
    const columns = { name, version, latestVersion, enabled, revision };
    await this.manager.update(
      WorkflowEntity,
      { tenant, id },
      { ...columns, generation: row.generation + 1, updatedAt: now },
    );
    return this.note(row, action);
  }

  private async note(
    row: Pick<WorkflowEntity, 'id' | 'name' | 'version' | 'enabled'>,
    action: string,
  ): Promise<StoredWorkflow> {
    await this.noteChange(row, action);
    const stored = await this.find(row.id);
    if (!stored) throw new PersistenceError('failed', 'A workflow that was just written is not there.');
    return stored;
  }

  private async noteChange(
    { id, name, version, enabled }: Pick<WorkflowEntity, 'id' | 'name' | 'version' | 'enabled'>,
    action: string,
  ): Promise<void> {
    const { tenant } = this.context;
    await this.manager.upsert(
      WorkflowChangeEntity,
      { tenant, workflow: id, revision: this.changes.revision, version, enabled },
      ['tenant', 'workflow', 'revision'],
    );
    await this.changes.dirty('workflow', id);
    // A tombstone does not carry a revision that outlives compaction; the tenant's record does.
    if (!enabled) await this.changes.dirty('tenant', tenant);
    await this.changes.note(action, { kind: 'workflow', id, name, version });
  }

  private async addVersion(workflow: string, version: number, { document, message, restoredFrom }: SavedDocument) {
    await this.manager.insert(WorkflowVersionEntity, {
      tenant: this.context.tenant,
      workflow,
      version,
      document,
      connectors: [...new Set(document.spec.steps.filter(isAction).map(({ action }) => action))],
      onEveryEvent: evaluatedOnEveryEvent(document.spec),
      author: this.changes.context.actor.name,
      message: message ?? null,
      restoredFrom: restoredFrom ?? null,
      createdAt: this.changes.now,
    });
  }
}
