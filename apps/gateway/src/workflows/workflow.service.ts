import type { WorkflowDocument } from '@hookswitch/domain';
import { ControlPlane, type StoredWorkflow, type WriteUnit } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import { requireScope, type Caller } from '../auth/caller.js';
import { Announcements } from '../connectors/announcements.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { invalid, notFound } from '../problem/api-error.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { DocumentChecker, type Savable } from './document-checker.js';
import { showWorkflow } from './show-workflow.js';

/** Changes of workflows. Order of a save: inline credentials out, checked, sealed, stored; all in one transaction. */
@Injectable()
export class WorkflowService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly checker: DocumentChecker,
    private readonly announcements: Announcements,
    private readonly tenants: TenantDirectory,
  ) {}

  create(request: WriteRequest, body: unknown, message: string | undefined): Promise<Answer> {
    return this.write(request, async (unit) => {
      const savable = await this.checker.savable(unit, request.caller, body);
      mayPublish(request.caller, savable.document);
      await storeSecrets(unit, savable);
      const { document, warnings } = savable;
      const workflow = await unit.workflows.create({ document, ...(message !== undefined && { message }) });
      const { id, generation } = workflow;
      return Answer.created(showWorkflow(workflow, warnings), { generation, location: `/v1/workflows/${id}` });
    });
  }

  save(request: WriteRequest, id: string, body: unknown, message: string | undefined): Promise<Answer> {
    return this.write(request, async (unit) => {
      const before = await current(unit, id);
      const savable = await this.checker.savable(unit, request.caller, body, before);
      mayPublish(request.caller, savable.document, before);
      await storeSecrets(unit, savable);
      const { document, warnings } = savable;
      const saved = { document, ...(message !== undefined && { message }) };
      return answer(await unit.workflows.save(id, saved, request.generation), warnings);
    });
  }

  /** Brings an earlier version back as a new one; it is checked again, as the world may have changed. */
  rollback(request: WriteRequest, id: string, version: number, message: string | undefined): Promise<Answer> {
    return this.write(request, async (unit) => {
      const before = await current(unit, id);
      const wanted = await unit.workflows.version(id, version);
      if (!wanted) throw invalid('/version', 'unknown_version', `The workflow has no version ${version}.`);
      const { document } = wanted;
      const restored = { ...document, spec: { ...document.spec, enabled: before.enabled } };
      const checked = await this.checker.savable(unit, request.caller, restored, before);
      const saved = { document: checked.document, restoredFrom: version, ...(message !== undefined && { message }) };
      return answer(await unit.workflows.save(id, saved, request.generation), checked.warnings);
    });
  }

  setEnabled(request: WriteRequest, id: string, enabled: boolean): Promise<Answer> {
    return this.write(request, async (unit) => {
      const before = await current(unit, id);
      // What it names may have gone while it was disabled.
      if (enabled) await this.checker.savable(unit, request.caller, inForce(before.document), before);
      return answer(await unit.workflows.setEnabled(id, enabled, request.generation));
    });
  }

  remove(request: WriteRequest, id: string): Promise<Answer> {
    return this.write(request, async (unit) => {
      const before = await current(unit, id);
      if (before.enabled) requireScope(request.caller, 'workflows:publish');
      await unit.workflows.remove(id, request.generation);
      return Answer.nothing();
    });
  }

  private async write(request: WriteRequest, work: (unit: WriteUnit) => Promise<Answer>): Promise<Answer> {
    const written = await this.announcements.answer(() => request.run(this.plane, work));
    await this.tenants.refresh(request.caller.tenant);
    return written;
  }
}

/** Whatever is in force, or was until now, takes the scope to publish; drafts do not. */
function mayPublish(caller: Caller, { spec }: WorkflowDocument, before?: StoredWorkflow): void {
  if (spec.enabled || before?.enabled) requireScope(caller, 'workflows:publish');
}

const inForce = ({ spec, ...document }: WorkflowDocument): WorkflowDocument => ({
  ...document,
  spec: { ...spec, enabled: true },
});

async function current({ workflows }: WriteUnit, id: string): Promise<StoredWorkflow> {
  const workflow = await workflows.find(id);
  if (!workflow) throw notFound();
  return workflow;
}

async function storeSecrets({ secrets: writer }: WriteUnit, { secrets }: Savable): Promise<void> {
  for (const secret of secrets) await writer.put(secret);
}

function answer(workflow: StoredWorkflow | undefined, warnings?: Savable['warnings']): Answer {
  if (!workflow) throw notFound();
  return Answer.ok(showWorkflow(workflow, warnings), { generation: workflow.generation });
}
