import {
  ControlPlane,
  createHistory,
  type createPool,
  type ReadUnit,
  type StoredTenant,
  type TenantSettings,
  type WriteUnit,
} from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, POOL, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { changedLimits } from './limits.js';
import { QUOTAS, quotasOf } from './quotas.js';
import { RETENTION, retentionOf } from './retention.js';
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
  retention: retentionOf(tenant),
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

  /** With what it uses of its quotas; events: of the last 60 seconds, from every way in, once they are recorded. Rejects with `not_found`. */
  async get(id: string) {
    const found = await this.plane.read({ tenant: id }, async (unit) => {
      const tenant = await unit.tenants.find(id);
      return tenant && { tenant, use: await usedOf(unit) };
    });
    if (!found) throw notFound();
    const since = new Date(this.now() - MINUTE_MS).toISOString();
    const eventsLastMinute = await createHistory(this.pool).eventsSince(id, since);
    const { tenant, use } = found;
    return { generation: tenant.generation, shown: { ...showTenant(tenant), used: { ...use, eventsLastMinute } } };
  }

  async create(request: WriteRequest, { id, ...body }: NewTenantBody): Promise<Answer> {
    const answer = await request.run(
      this.plane,
      async ({ tenants }) => {
        if (await tenants.find(id)) throw new ApiError('name_taken', `There is a tenant "${id}" already.`);
        const made = await tenants.create(id, settingsOf(body));
        return Answer.created(showTenant(made), { generation: made.generation, location: `/v1/tenants/${id}` });
      },
      { across: true },
    );
    await this.directory.refresh(id);
    return answer;
  }

  change(request: WriteRequest, id: string, body: TenantChange): Promise<Answer> {
    return this.write(request, id, async ({ tenants }) =>
      tenants.change(settingsOf(body, await tenants.find(id)), request.generation),
    );
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

/** As they are to be kept: of quotas and retention, what was set before and is not changed as well. */
const settingsOf = ({ quotas, retention, ...settings }: TenantChange, before?: StoredTenant): TenantSettings => ({
  ...settings,
  ...(quotas && { quotas: changedLimits(QUOTAS, before?.quotas ?? {}, quotas) }),
  ...(retention && { retention: changedLimits(RETENTION, before?.retention ?? {}, retention) }),
});

/** Each beside the quota of the same name. */
async function usedOf({ workflows, connections, secrets }: ReadUnit) {
  const use = await workflows.use();
  return {
    workflows: use.workflows,
    everyEventWorkflows: use.onEveryEvent,
    stepsPerWorkflow: use.steps,
    connections: await connections.count(),
    secrets: await secrets.count(),
  };
}
