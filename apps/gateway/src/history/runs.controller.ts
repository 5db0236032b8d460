import type { ControlMessage, Topics } from '@hookswitch/domain';
import { encodeMessage, type EventBus } from '@hookswitch/messaging';
import { ControlPlane, type History } from '@hookswitch/persistence';
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { BUS, CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import { customMethod } from '../http/custom-method.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { RunsQuery } from './list.query.js';
import { cut, pageAfter, positionOf } from './positions.js';
import { seesPayloads, showRun, showRunDetail } from './show.js';
import { HISTORY } from './tokens.js';

@ApiTags('runs')
@Controller('v1/runs')
export class RunsController {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly plane: ControlPlane,
    private readonly cursors: Cursors,
  ) {}

  @ApiOperation({ summary: 'Runs, newest first' })
  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() { limit, cursor, event, ...filter }: RunsQuery) {
    const search = { ...filter, ...(event !== undefined && { eventId: event }) };
    const scope = { tenant, list: `runs ${JSON.stringify(search)}` };
    const page = this.cursors.request(scope, {
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    });
    const rows = await this.history.runs(tenant, search, pageAfter(page));
    return this.cursors.page(
      scope,
      cut(rows, page.limit, (run) => positionOf(run.startedAt, run.id)),
      showRun,
    );
  }

  @ApiOperation({ summary: 'A run with its steps, commands, attempts and results' })
  @Get(':id')
  async find(@FromCaller() caller: Caller, @Param('id', ResourceIdPipe) id: string) {
    const run = await this.history.run(caller.tenant, id);
    if (!run) throw notFound();
    return showRunDetail(run, seesPayloads(caller));
  }

  /** What has not started ends `cancelled`; a running attempt finishes and says so. */
  @ApiOperation({ summary: 'Cancel what has not started yet' })
  @Post(customMethod('cancel'))
  @HttpCode(202)
  async cancel(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) run: string) {
    const { tenant, name } = request.caller;
    if (!(await this.history.run(tenant, run))) throw notFound();
    // Noted before it is asked for; asked for each time, as it may have failed and asking twice does no harm.
    await request.run(this.plane, async (unit) => {
      await unit.note('run.cancelled', { kind: 'run', id: run });
      return Answer.nothing();
    });
    const message: ControlMessage = { kind: 'cancel', tenant, run, by: name, at: new Date(this.now()).toISOString() };
    // To every connector type: the steps to come may be of any, and a cancel that finds nothing keeps them from starting later.
    const connectors = await this.plane.read({ tenant }, (unit) => unit.connectors.all());
    await this.bus.publish(
      connectors.map(({ manifest }) =>
        encodeMessage('control', this.topics.control(manifest.type), `${tenant}|${run}`, message),
      ),
    );
    return { id: run, cancelRequested: true };
  }
}
