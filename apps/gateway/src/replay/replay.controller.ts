import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { customMethodOfAny } from '../http/custom-method.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { ReplayBody } from './replay.dto.js';
import { ReplayService } from './replay.service.js';

@ApiTags('events')
@Controller('v1/events')
export class ReplayController {
  constructor(private readonly service: ReplayService) {}

  /** For all workflows or for some, which are those of now. It is deliberate, so it has its effects again. */
  @ApiOperation({ summary: 'Publish a received event once more, under a new id' })
  @Post(customMethodOfAny('replay'))
  @HttpCode(202)
  replay(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() body: ReplayBody) {
    return this.service.replay(request, id, body);
  }
}
