import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { customMethod } from '../http/custom-method.js';
import { PageQuery } from '../http/page.query.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { RedriveManyBody } from './dead-letters.dto.js';
import { RedrivesService } from './redrives.service.js';

@ApiTags('dead letters')
@Controller('v1')
export class RedrivesController {
  constructor(private readonly service: RedrivesService) {}

  /** Those that are open and match, oldest first, at that rate. It goes on by itself, also after a restart, until it is done or stopped. */
  @ApiOperation({ summary: 'Redrive many dead letters' })
  @Post('dead-letters::redrive')
  @HttpCode(202)
  begin(@FromWrite() request: WriteRequest, @Body() body: RedriveManyBody) {
    return this.service.begin(request, body);
  }

  @ApiOperation({ summary: 'Redrives of many, newest first' })
  @Get('redrives')
  list(@FromCaller() { tenant }: Caller, @Query() page: PageQuery) {
    return this.service.list(tenant, page);
  }

  @ApiOperation({ summary: 'How far a redrive of many has come' })
  @Get('redrives/:id')
  find(@FromCaller() { tenant }: Caller, @Param('id', ResourceIdPipe) id: string) {
    return this.service.get(tenant, id);
  }

  @ApiOperation({ summary: 'Stop a redrive of many; what was sent stays sent' })
  @Post(`redrives/${customMethod('stop')}`)
  @HttpCode(200)
  stop(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string) {
    return this.service.stop(request, id);
  }
}
