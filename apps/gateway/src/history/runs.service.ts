import type { ControlMessage, Topics } from '@hookswitch/domain';
import { encodeMessage, type EventBus } from '@hookswitch/messaging';
import { ControlPlane, type History } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { BUS, CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import type { WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import type { RunsQuery } from './list.query.js';
import { cut, pageAfter, positionOf } from './positions.js';
import { seesPayloads, showRun, showRunDetail } from './show.js';
import { HISTORY } from './tokens.js';

/** Runs as both edges show and cancel them. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly plane: ControlPlane,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. Rejects with `invalid_cursor`. */
  async list(tenant: string, { limit, cursor, event, ...filter }: RunsQuery) {
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

  /** With payloads for those who may see them. Rejects with `not_found`. */
  async get(caller: Caller, id: string) {
    const run = await this.history.run(caller.tenant, id);
    if (!run) throw notFound();
    return showRunDetail(run, seesPayloads(caller));
  }

  /** What has not started ends `cancelled`; a running attempt finishes and says so. Rejects with `not_found`. */
  async cancel(request: WriteRequest, run: string) {
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
