import type { Metadata } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { EMPTY, type Observable } from 'rxjs';
import { STOPPING } from '../core/tokens.js';
import { ExplainService } from '../history/explain.service.js';
import { ExplainQuery, RunsQuery } from '../history/list.query.js';
import { RunWatcher } from '../history/run-watcher.js';
import { RunsService } from '../history/runs.service.js';
import { grpcError, stopping } from './grpc-errors.js';
import { GrpcEdge, idOf, pageOf, type Call, type IdRequest } from './grpc-edge.js';
import { detailMessage, explanationMessage, runMessage, statusOfEnum } from './run-messages.js';
import type { ExplainRequest, ListRunsRequest } from './run-messages.js';
import { instantOf } from './timestamp.js';
import { watchRun, type WatchCall } from './watch-run.js';

const SERVICE = 'RunService';

@Controller()
export class RunGrpcController {
  constructor(
    private readonly edge: GrpcEdge,
    private readonly runs: RunsService,
    private readonly watcher: RunWatcher,
    private readonly explanations: ExplainService,
    @Inject(STOPPING) private readonly stop: AbortSignal,
  ) {}

  @GrpcMethod(SERVICE, 'ListRuns')
  list({ status, from, to, limit, cursor, ...filter }: ListRunsRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ListRuns`, call, async ({ tenant }) => {
      const query = await this.edge.query(RunsQuery, {
        ...filter,
        ...pageOf({ limit, cursor }),
        status: statusOfEnum(status),
        from: from && instantOf(from),
        to: to && instantOf(to),
      });
      const { items, next } = await this.runs.list(tenant, query);
      return { runs: items.map(runMessage), next };
    });
  }

  @GrpcMethod(SERVICE, 'GetRun')
  get(named: IdRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/GetRun`, call, async (caller) => ({
      run: detailMessage(await this.runs.get(caller, idOf(named))),
    }));
  }

  /** Writes the stream itself, as the library would keep whatever a caller does not read; what it returns adds nothing. */
  @GrpcMethod(SERVICE, 'WatchRun')
  async watch(named: IdRequest, _: Metadata, call: WatchCall & Call): Promise<Observable<never>> {
    const method = `${SERVICE}/WatchRun` as const;
    await this.edge.serve(method, call, () =>
      watchRun(call, idOf(named), {
        ...{ runs: this.runs, watcher: this.watcher, stop: this.stop },
        enter: () => this.edge.enter(method, call),
      }),
    );
    if (this.stop.aborted) throw grpcError(stopping('watch it again'));
    return EMPTY;
  }

  @GrpcMethod(SERVICE, 'CancelRun')
  cancel(named: IdRequest, _: Metadata, call: Call) {
    return this.edge.write(`${SERVICE}/CancelRun`, call, undefined, async (request) =>
      this.runs.cancel(request, idOf(named)),
    );
  }

  @GrpcMethod(SERVICE, 'ExplainEvent')
  explain(asked: ExplainRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ExplainEvent`, call, async (caller) => {
      const { event, source } = await this.edge.query(ExplainQuery, asked);
      return explanationMessage(await this.explanations.explain(caller, event, source));
    });
  }
}
