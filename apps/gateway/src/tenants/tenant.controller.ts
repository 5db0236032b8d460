import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromCaller, type Caller } from '../auth/caller.js';
import { entityTag } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import { customMethod } from '../http/custom-method.js';
import { PageQuery } from '../http/page.query.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { NewTenantBody, OwnTenantChange, ResumptionBody, SuspensionBody, TenantChange } from './tenant.dto.js';
import { showTenant, TenantService } from './tenant.service.js';

@ApiTags('tenants')
@Controller('v1')
export class TenantController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: TenantService,
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
  create(@FromWrite() request: WriteRequest, @Body() body: NewTenantBody) {
    return this.service.create(request, body);
  }

  @Get('tenants/:id')
  get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.show(id, reply);
  }

  @Patch('tenants/:id')
  change(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() body: TenantChange) {
    return this.service.change(request, id, body);
  }

  /** Its keys stop working, no event of it starts anything, and what waits to be done for it goes on waiting. */
  @ApiOperation({ summary: 'Suspend a tenant: nothing more is taken from it, planned or begun for it' })
  @Post(`tenants/${customMethod('suspend')}`)
  @HttpCode(200)
  suspend(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() { reason }: SuspensionBody) {
    return this.service.suspend(request, id, reason);
  }

  @ApiOperation({ summary: 'Let a suspended tenant go on' })
  @Post(`tenants/${customMethod('resume')}`)
  @HttpCode(200)
  resume(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() { reason }: ResumptionBody) {
    return this.service.resume(request, id, reason);
  }

  /** One's own. */
  @Get('tenant')
  own(@FromCaller() { tenant }: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.show(tenant, reply);
  }

  @ApiOperation({ summary: 'Change what a tenant may change of itself' })
  @Patch('tenant')
  changeOwn(@FromWrite() request: WriteRequest, @Body() body: OwnTenantChange) {
    return this.service.change(request, request.caller.tenant, body);
  }

  private async show(id: string, reply: FastifyReply) {
    const { shown, generation } = await this.service.get(id);
    void reply.header('ETag', entityTag(generation));
    return shown;
  }
}
