import { ControlPlane, type ListPage, type StoredWorkflow } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import { Cursors, type PageParameters } from '../http/cursors.js';
import { notFound } from '../problem/api-error.js';
import { showVersion, summaryOf } from './show-workflow.js';
import type { WorkflowListQuery } from './workflow.dto.js';

/** Workflows as both edges read them. */
@Injectable()
export class WorkflowReader {
  constructor(
    private readonly plane: ControlPlane,
    private readonly cursors: Cursors,
  ) {}

  /** Without documents. Rejects with `invalid_cursor`. */
  async list(tenant: string, { enabled, name, ...page }: WorkflowListQuery) {
    const scope = { tenant, list: `workflows ${JSON.stringify([enabled, name])}` };
    const filter = { ...(enabled !== undefined && { enabled }), ...(name !== undefined && { name }) };
    const found: ListPage<StoredWorkflow> = await this.plane.read({ tenant }, ({ workflows }) =>
      workflows.list(this.cursors.request(scope, page), filter),
    );
    return this.cursors.page(scope, found, summaryOf);
  }

  /** Rejects with `not_found`. */
  async get(tenant: string, id: string): Promise<StoredWorkflow> {
    const workflow = await this.plane.read({ tenant }, ({ workflows }) => workflows.find(id));
    if (!workflow) throw notFound();
    return workflow;
  }

  /** Newest first. Rejects with `not_found`, `invalid_cursor`. */
  async versions(tenant: string, id: string, page: PageParameters) {
    const scope = { tenant, list: `versions ${id}` };
    const found = await this.plane.read({ tenant }, async ({ workflows }) => {
      if (!(await workflows.find(id))) throw notFound();
      return workflows.versions(id, this.cursors.request(scope, page));
    });
    return this.cursors.page(scope, found, showVersion);
  }
}
