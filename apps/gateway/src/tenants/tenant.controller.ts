import { ControlPlane, type StoredTenant } from '@hookswitch/persistence';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Answer } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import { PageQuery } from '../http/page.query.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { TenantDirectory } from './tenant-directory.js';
import { NewTenantBody, TenantChange } from './tenant.dto.js';

const showTenant = ({ tenant, title, suspended, deriveCallEvents, createdAt, updatedAt }: StoredTenant) => ({
  ...{ id: tenant, title, suspended, deriveCallEvents },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

@ApiTags('tenants')
@Controller('v1')
export class TenantController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly directory: TenantDirectory,
    private readonly cursors: Cursors,
  ) {}

  @Get('tenants')
  async list(@FromCaller() { tenant }: Caller, @Query() page: PageQuery) {
    const scope = { tenant, list: 'tenants' };
    const found = await this.plane.readAcross({ tenant }, ({ tenants }) =>
      tenants.list(this.cursors.request(scope, page)),
    );
    return this.cursors.page(scope, found, showTenant);
  }

  @Post('tenants')
  async create(@FromWrite() request: WriteRequest, @Body() { id, ...settings }: NewTenantBody) {
    const answer = await request.run(
      this.plane,
      async ({ tenants }) => {
        if (await tenants.find(id)) throw new ApiError('name_taken', `There is a tenant "${id}" already.`);
        return Answer.created(showTenant(await tenants.create(id, settings)), { location: `/v1/tenants/${id}` });
      },
      { across: true },
    );
    await this.directory.refresh(id);
    return answer;
  }

  @Get('tenants/:id')
  get(@FromCaller() { tenant }: Caller, @Param('id') id: string) {
    return this.show(tenant, id);
  }

  @Patch('tenants/:id')
  async change(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() body: TenantChange) {
    if (!(await this.directory.known(id))) throw notFound();
    const answer = await request.run(
      this.plane,
      async ({ tenants }) => {
        const changed = await tenants.change(body);
        if (!changed) throw notFound();
        return Answer.ok(showTenant(changed));
      },
      { tenant: id },
    );
    await this.directory.refresh(id);
    return answer;
  }

  /** One's own. */
  @Get('tenant')
  own(@FromCaller() { tenant }: Caller) {
    return this.show(tenant, tenant);
  }

  private async show(home: string, id: string) {
    const found = await this.plane.readAcross({ tenant: home }, ({ tenants }) => tenants.find(id));
    if (!found) throw notFound();
    return showTenant(found);
  }
}
