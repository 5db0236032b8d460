import { randomUUID } from 'node:crypto';
import { ControlPlane, type Care, type NewRedrive, type RedriveJob } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../core/tokens.js';
import { cut, pageAfter, positionOf } from '../history/positions.js';
import { Answer } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import type { PageQuery } from '../http/page.query.js';
import type { WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { DEFAULT_PER_SECOND, type RedriveManyBody } from './dead-letters.dto.js';
import { RedriveRunner } from './redrive-runner.js';
import { CARE } from './tokens.js';

const show = ({ tenant, ...redrive }: RedriveJob) => redrive;

/** Redrives of many dead letters, one after the other: they go on by themselves, in whichever gateway runs. */
@Injectable()
export class RedrivesService {
  constructor(
    @Inject(CARE) private readonly care: Care,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly plane: ControlPlane,
    private readonly cursors: Cursors,
    private readonly runner: RedriveRunner,
  ) {}

  async begin(request: WriteRequest, { perSecond = DEFAULT_PER_SECOND, most, ...filter }: RedriveManyBody) {
    const { tenant, name: by } = request.caller;
    const answer = await request.run(this.plane, async (unit) => {
      const id = randomUUID();
      const asked = { perSecond, ...(most !== undefined && { most }), filter: { ...filter } };
      await unit.note('redrive.started', { kind: 'redrive', id }, asked);
      return Answer.accepted({ id, startedAt: new Date(this.now()).toISOString() });
    });
    const named = answer.body as Pick<NewRedrive, 'id' | 'startedAt'>;
    await this.care.begin({
      ...named,
      ...{ tenant, filter: { ...filter }, perSecond, by },
      ...(most !== undefined && { most }),
    });
    this.runner.wake();
    return answer.withBody(await this.get(tenant, named.id));
  }

  /** Newest first. Rejects with `invalid_cursor`. */
  async list(tenant: string, page: PageQuery) {
    const scope = { tenant, list: 'redrives' };
    const request = this.cursors.request(scope, page);
    const rows = await this.care.redrives(tenant, pageAfter(request));
    return this.cursors.page(
      scope,
      cut(rows, request.limit, ({ startedAt, id }) => positionOf(startedAt, id)),
      show,
    );
  }

  /** Rejects with `not_found`. */
  async get(tenant: string, id: string) {
    const redrive = await this.care.redrive(tenant, id);
    if (!redrive) throw notFound();
    return show(redrive);
  }

  /** Rejects with `not_found`. */
  async stop(request: WriteRequest, id: string): Promise<Answer> {
    const { tenant } = request.caller;
    const answer = await request.run(this.plane, async (unit) => {
      await this.get(tenant, id);
      await unit.note('redrive.stopped', { kind: 'redrive', id });
      return Answer.ok({ id });
    });
    await this.care.stop(tenant, id, new Date(this.now()).toISOString());
    return answer.withBody(await this.get(tenant, id));
  }
}
