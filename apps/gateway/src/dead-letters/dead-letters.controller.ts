import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { DeadLettersQuery } from './dead-letters.query.js';
import { DeadLettersService } from './dead-letters.service.js';

@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly service: DeadLettersService) {}

  @ApiOperation({ summary: 'Messages and commands that cannot go on without a person, newest first' })
  @Get()
  list(@FromCaller() caller: Caller, @Query() query: DeadLettersQuery) {
    return this.service.list(caller, query);
  }

  /** A command comes with what was planned and each attempt, a message with its original bytes in base64. */
  @ApiOperation({ summary: 'A dead letter, and how it came to be one' })
  @Get(':id')
  find(@FromCaller() caller: Caller, @Param('id') id: string) {
    return this.service.get(caller, id);
  }
}
