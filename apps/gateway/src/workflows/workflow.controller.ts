import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromCaller, type Caller } from '../auth/caller.js';
import { entityTag } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import { PageQuery } from '../http/page.query.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { ApiDocument } from './open-api.js';
import { showVersion, showWorkflow, summaryOf } from './show-workflow.js';
import { SaveQuery, WorkflowListQuery } from './workflow.dto.js';
import { WorkflowService } from './workflow.service.js';

@ApiTags('workflows')
@Controller('v1/workflows')
export class WorkflowController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: WorkflowService,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() { enabled, name, ...page }: WorkflowListQuery) {
    const scope = { tenant, list: `workflows ${JSON.stringify([enabled, name])}` };
    const filter = { ...(enabled !== undefined && { enabled }), ...(name !== undefined && { name }) };
    const found = await this.plane.read({ tenant }, ({ workflows }) =>
      workflows.list(this.cursors.request(scope, page), filter),
    );
    return this.cursors.page(scope, found, summaryOf);
  }

  @Post()
  @ApiDocument({ status: 201 })
  create(@FromWrite() request: WriteRequest, @Body() body: unknown, @Query() { message }: SaveQuery) {
    return this.service.create(request, body, message);
  }

  @Get(':id')
  async get(
    @FromCaller() { tenant }: Caller,
    @Param('id', ResourceIdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const workflow = await this.plane.read({ tenant }, ({ workflows }) => workflows.find(id));
    if (!workflow) throw notFound();
    void reply.header('ETag', entityTag(workflow.generation));
    return showWorkflow(workflow);
  }

  @Put(':id')
  @ApiDocument({ status: 200 })
  save(
    @FromWrite() request: WriteRequest,
    @Param('id', ResourceIdPipe) id: string,
    @Body() body: unknown,
    @Query() { message }: SaveQuery,
  ) {
    return this.service.save(request, id, body, message);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string) {
    return this.service.remove(request, id);
  }

  @Get(':id/versions')
  async versions(@FromCaller() { tenant }: Caller, @Param('id', ResourceIdPipe) id: string, @Query() page: PageQuery) {
    const scope = { tenant, list: `versions ${id}` };
    const found = await this.plane.read({ tenant }, async ({ workflows }) => {
      if (!(await workflows.find(id))) throw notFound();
      return workflows.versions(id, this.cursors.request(scope, page));
    });
    return this.cursors.page(scope, found, showVersion);
  }
}
