import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { ExplainService } from './explain.service.js';
import { ExplainQuery } from './list.query.js';

@ApiTags('explain')
@Controller('v1/explain')
export class ExplainController {
  constructor(private readonly explanations: ExplainService) {}

  @ApiOperation({ summary: 'Why each workflow of a trigger did or did not fire for an event' })
  @Get()
  explain(@FromCaller() caller: Caller, @Query() { event, source }: ExplainQuery) {
    return this.explanations.explain(caller, event, source);
  }
}
