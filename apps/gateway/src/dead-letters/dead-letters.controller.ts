import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { customMethod } from '../http/custom-method.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { DiscardBody, RedriveOneBody } from './dead-letters.dto.js';
import { DeadLettersQuery } from './dead-letters.query.js';
import { DeadLettersService } from './dead-letters.service.js';
import { LetterKeeper } from './letter-keeper.js';

@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly service: DeadLettersService,
    private readonly keeper: LetterKeeper,
  ) {}

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

  /** A command is tried anew under its id, so with the same idempotency key; the bytes of a message are published again. */
  @ApiOperation({ summary: 'Redrive one dead letter' })
  @Post(customMethod('redrive'))
  @HttpCode(202)
  redrive(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() { redrives }: RedriveOneBody) {
    return this.keeper.redrive(request, id, redrives);
  }

  /** It stays readable, and is listed only when discarded ones are asked for. */
  @ApiOperation({ summary: 'Let a dead letter rest' })
  @Post(customMethod('discard'))
  @HttpCode(200)
  discard(@FromWrite() request: WriteRequest, @Param('id') id: string, @Body() { reason }: DiscardBody) {
    return this.keeper.discard(request, id, reason);
  }
}
