import type { History } from '@hookswitch/persistence';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursors.js';
import { notFound } from '../problem/api-error.js';
import { EventIdQuery, EventsQuery } from './list.query.js';
import { cut, pageAfter, positionOf } from './positions.js';
import { seesPayloads, showEvent, showRun } from './show.js';
import { HISTORY } from './tokens.js';

@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    private readonly cursors: Cursors,
  ) {}

  @ApiOperation({ summary: 'Events, newest first' })
  @Get()
  async list(@FromCaller() caller: Caller, @Query() { limit, cursor, ...filter }: EventsQuery) {
    const scope = { tenant: caller.tenant, list: `events ${JSON.stringify(filter)}` };
    const page = this.cursors.request(scope, {
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    });
    const rows = await this.history.events(caller.tenant, filter, pageAfter(page));
    const { items, next } = cut(rows, page.limit, ({ event, receivedAt }) => positionOf(receivedAt, event.id));
    const payloads = seesPayloads(caller);
    return this.cursors.page(scope, { items, ...(next !== undefined && { next }) }, (event) =>
      showEvent(event, payloads),
    );
  }

  @ApiOperation({ summary: 'An event and the runs that it started' })
  @Get(':id')
  async find(@FromCaller() caller: Caller, @Param('id') id: string, @Query() { source }: EventIdQuery) {
    const [stored] = await this.history.event(caller.tenant, id, source);
    if (!stored) throw notFound();
    const runs = await this.history.runsOf(caller.tenant, stored.event);
    return { ...showEvent(stored, seesPayloads(caller)), runs: runs.map(showRun) };
  }
}
