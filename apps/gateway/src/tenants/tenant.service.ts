import {
  ControlPlane,
  createHistory,
  type createPool,
  type StoredTenant,
  type WorkflowUse,
  type WriteUnit,
} from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, POOL, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { changedQuotas, quotasOf } from './quotas.js';
import { TenantDirectory } from './tenant-directory.js';
import type { NewTenantBody, TenantChange } from './tenant.dto.js';

const MINUTE_MS = 60_000;

export const showTenant = (tenant: StoredTenant) => ({
  id: tenant.tenant,
  title: tenant.title,
  suspended: tenant.suspended,
  ...(tenant.suspension && {
    suspension: { reason: tenant.suspension.reason, at: tenant.suspension.at.toISOString() },
  }),
  deriveCallEvents: tenant.deriveCallEvents,
  quotas: quotasOf(tenant),
  createdAt: tenant.createdAt.toISOString(),
  updatedAt: tenant.updatedAt.toISOString(),
});

@Injectable()
export class TenantService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly directory: TenantDirectory,
    @Inject(POOL) private readonly pool: ReturnType<typeof createPool>,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** With what it uses of its quotas. Rejects with `not_found`. */
  async get(id: string) {
    const found = await this.plane.read({ tenant: id }, async ({ tenants, workflows }) => {
      const tenant = await tenants.find(id);
      return tenant && { tenant, use: await workflows.use() };
    });
    if (!found) throw notFound();
    const since = new Date(this.now() - MINUTE_MS).toISOString();
    const eventsLastMinute = await createHistory(this.pool).eventsSince(id, since);
    const { tenant, use } = found;
    return { generation: tenant.generation, shown: { ...showTenant(tenant), used: used(use, eventsLastMinute) } };
  }

  async create(request: WriteRequest, { id, quotas = {}, ...settings }: NewTenantBody): Promise<Answer> {
    const answer = await request.run(
      this.plane,
      async ({ tenants }) => {
        if (await tenants.find(id)) throw new ApiError('name_taken', `There is a tenant "${id}" already.`);
        const made = await tenants.create(id, { ...settings, quotas: changedQuotas({}, quotas) });
        return Answer.created(showTenant(made), { generation: made.generation, location: `/v1/tenants/${id}` });
      },
      { across: true },
    );
    await this.directory.refresh(id);
    return answer;
  }

  change(request: WriteRequest, id: string, { quotas, ...settings }: TenantChange): Promise<Answer> {
    return this.write(request, id, async ({ tenants }) => {
      const before = await tenants.find(id);
      if (!before || !quotas) return tenants.change(settings, request.generation);
      return tenants.change({ ...settings, quotas: changedQuotas(before.quotas, quotas) }, request.generation);
    });
  }

  suspend(request: WriteRequest, id: string, reason: string): Promise<Answer> {
    return this.write(request, id, ({ tenants }) => tenants.suspend(reason, request.generation));
  }

  resume(request: WriteRequest, id: string, reason: string | undefined): Promise<Answer> {
    return this.write(request, id, ({ tenants }) => tenants.resume(reason, request.generation));
  }

  private async write(
    request: WriteRequest,
    id: string,
    work: (unit: WriteUnit) => Promise<StoredTenant | undefined>,
  ): Promise<Answer> {
    if (!(await this.directory.known(id))) throw notFound();
    const change = async (unit: WriteUnit) => {
      const tenant = await work(unit);
      if (!tenant) throw notFound();
      return Answer.ok(showTenant(tenant), { generation: tenant.generation });
    };
    const answer = await request.run(this.plane, change, { tenant: id });
    await this.directory.refresh(id);
    return answer;
  }
}

/** Each beside the quota of the same name; events: of the last 60 seconds, from every way in, once they are recorded. */
const used = ({ workflows, onEveryEvent, steps }: WorkflowUse, eventsLastMinute: number) => ({
  workflows,
  everyEventWorkflows: onEveryEvent,
  stepsPerWorkflow: steps,
  eventsLastMinute,
});
