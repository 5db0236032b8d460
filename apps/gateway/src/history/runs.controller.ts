import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { customMethod } from '../http/custom-method.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { RunsQuery } from './list.query.js';
import { RunsService } from './runs.service.js';

@ApiTags('runs')
@Controller('v1/runs')
export class RunsController {
  constructor(private readonly service: RunsService) {}

  @ApiOperation({ summary: 'Runs, newest first' })
  @Get()
  list(@FromCaller() { tenant }: Caller, @Query() query: RunsQuery) {
    return this.service.list(tenant, query);
  }

  @ApiOperation({ summary: 'A run with its steps, commands, attempts and results' })
  @Get(':id')
  find(@FromCaller() caller: Caller, @Param('id', ResourceIdPipe) id: string) {
    return this.service.get(caller, id);
  }

  /** What has not started ends `cancelled`; a running attempt finishes and says so. */
  @ApiOperation({ summary: 'Cancel what has not started yet' })
  @Post(customMethod('cancel'))
  @HttpCode(202)
  cancel(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) run: string) {
    return this.service.cancel(request, run);
  }
}
