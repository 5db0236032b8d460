import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { customMethod } from '../http/custom-method.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { ApiDocument } from './open-api.js';
import { Trial } from './trial.js';
import { DryRunBody, RollbackBody } from './workflow.dto.js';
import { WorkflowService } from './workflow.service.js';

/** Custom methods: `/v1/workflows:test`, `/v1/workflows/{id}:enable` and so on. */
@ApiTags('workflows')
@Controller('v1')
export class WorkflowActionsController {
  constructor(
    private readonly service: WorkflowService,
    private readonly trial: Trial,
  ) {}

  /** What saving would say; the saved document is checked against the world as it is now when there is no body. */
  @Post(`workflows/${customMethod('validate')}`)
  @HttpCode(200)
  @ApiDocument({ status: 200, optional: true })
  validateSaved(@FromCaller() caller: Caller, @Param('id', ResourceIdPipe) id: string, @Body() body: unknown) {
    return this.trial.validate(caller, id, body);
  }

  @Post('workflows::validate')
  @HttpCode(200)
  @ApiDocument({ status: 200 })
  validate(@FromCaller() caller: Caller, @Body() body: unknown) {
    return this.trial.validate(caller, undefined, body);
  }

  @Post(`workflows/${customMethod('enable')}`)
  @HttpCode(200)
  enable(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string) {
    return this.service.setEnabled(request, id, true);
  }

  @Post(`workflows/${customMethod('disable')}`)
  @HttpCode(200)
  disable(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string) {
    return this.service.setEnabled(request, id, false);
  }

  @Post(`workflows/${customMethod('rollback')}`)
  @HttpCode(200)
  rollback(
    @FromWrite() request: WriteRequest,
    @Param('id', ResourceIdPipe) id: string,
    @Body() { version, message }: RollbackBody,
  ) {
    return this.service.rollback(request, id, version, message);
  }

  /** Says what a document would make of an event; sends nothing. */
  @Post('workflows::test')
  @HttpCode(200)
  test(@FromCaller() caller: Caller, @Body() body: DryRunBody) {
    return this.trial.test(caller, body);
  }
}
