import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromCaller, type Caller } from '../auth/caller.js';
import { entityTag } from '../http/answer.js';
import { PageQuery } from '../http/page.query.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { ApiDocument } from './open-api.js';
import { showWorkflow } from './show-workflow.js';
import { WorkflowReader } from './workflow-reader.js';
import { SaveQuery, WorkflowListQuery } from './workflow.dto.js';
import { WorkflowService } from './workflow.service.js';

@ApiTags('workflows')
@Controller('v1/workflows')
export class WorkflowController {
  constructor(
    private readonly service: WorkflowService,
    private readonly reader: WorkflowReader,
  ) {}

  @Get()
  list(@FromCaller() { tenant }: Caller, @Query() query: WorkflowListQuery) {
    return this.reader.list(tenant, query);
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
    const workflow = await this.reader.get(tenant, id);
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
  versions(@FromCaller() { tenant }: Caller, @Param('id', ResourceIdPipe) id: string, @Query() page: PageQuery) {
    return this.reader.versions(tenant, id, page);
  }
}
