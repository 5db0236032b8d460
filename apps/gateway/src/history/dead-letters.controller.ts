import type { History } from '@hookswitch/persistence';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursors.js';
import { notFound } from '../problem/api-error.js';
import { DeadLettersQuery } from './list.query.js';
import { cut, pageAfter, positionOf } from './positions.js';
import { seesPayloads, showDeadLetter } from './show.js';
import { HISTORY } from './tokens.js';

@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    private readonly cursors: Cursors,
  ) {}

  @ApiOperation({ summary: 'Messages and commands that cannot go on without a person, newest first' })
  @Get()
  async list(@FromCaller() caller: Caller, @Query() { limit, cursor, ...filter }: DeadLettersQuery) {
    const scope = { tenant: caller.tenant, list: `dead-letters ${JSON.stringify(filter)}` };
    const page = this.cursors.request(scope, {
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    });
    const rows = await this.history.deadLetters(caller.tenant, filter, pageAfter(page));
    const { items, next } = cut(rows, page.limit, (letter) => positionOf(letter.at, letter.id));
    return this.cursors.page(scope, { items, ...(next !== undefined && { next }) }, (letter) =>
      showDeadLetter(letter, seesPayloads(caller)),
    );
  }

  @ApiOperation({ summary: 'A dead letter; a message comes with its original bytes' })
  @Get(':id')
  async find(@FromCaller() caller: Caller, @Param('id') id: string) {
    const letter = await this.history.deadLetter(caller.tenant, id);
    if (!letter) throw notFound();
    return showDeadLetter(letter, seesPayloads(caller), { bytes: true });
  }
}
