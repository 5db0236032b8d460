import { ControlPlane, type ReadUnit } from '@hookswitch/persistence';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Announcements } from '../connectors/announcements.js';
import { customMethod } from '../http/custom-method.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { DocumentChecker, type Checked } from './document-checker.js';
import { DryRun } from './dry-run.js';
import { ApiDocument } from './open-api.js';
import { DryRunBody, RollbackBody } from './workflow.dto.js';
import { WorkflowService } from './workflow.service.js';

/** Custom methods: `/v1/workflows:test`, `/v1/workflows/{id}:enable` and so on. */
@ApiTags('workflows')
@Controller('v1')
export class WorkflowActionsController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: WorkflowService,
    private readonly checker: DocumentChecker,
    private readonly announcements: Announcements,
    private readonly dryRun: DryRun,
  ) {}

  /** What saving would say; the saved document is checked against the world as it is now when there is no body. */
  @Post(`workflows/${customMethod('validate')}`)
  @HttpCode(200)
  @ApiDocument({ status: 200, optional: true })
  validateSaved(@FromCaller() caller: Caller, @Param('id', ResourceIdPipe) id: string, @Body() body: unknown) {
    return this.verdict(caller, async (unit) => {
      const before = await unit.workflows.find(id);
      if (!before) throw notFound();
      return this.checker.check(unit, caller, body ?? before.document, before.document);
    });
  }

  @Post('workflows::validate')
  @HttpCode(200)
  @ApiDocument({ status: 200 })
  validate(@FromCaller() caller: Caller, @Body() body: unknown) {
    return this.verdict(caller, (unit) => this.checker.check(unit, caller, body));
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
    return this.announcements.answer(() => this.dryRun.run(caller, body));
  }

  private async verdict(caller: Caller, check: (unit: ReadUnit) => Promise<Checked>) {
    const ask = () => this.plane.read(caller, check);
    const { errors, warnings } = await this.announcements.answer(ask, (checked) => checked.errors);
    return { valid: errors.length === 0, errors, warnings };
  }
}
