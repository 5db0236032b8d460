import type { Metrics, Tracing } from '@hookswitch/platform';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { CONTEXT, type ServiceContext } from '../core/tokens.js';
import { PROBLEMS } from '../problem/problems.js';
import { toApiError } from '../problem/to-api-error.js';
import { apiPath } from './route-table.js';

/** Duration and span of every request that a controller handles. */
@Injectable()
export class ObserveInterceptor implements NestInterceptor {
  private readonly duration: ReturnType<Metrics['histogram']>;
  private readonly tracing: Tracing;

  constructor(@Inject(CONTEXT) { metrics, tracing }: ServiceContext) {
    this.tracing = tracing;
    const labels = ['method', 'route', 'status'];
    this.duration = metrics.histogram('http_server_request_duration_seconds', 'Requests to the REST API', labels);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { method } = request;
    const route = apiPath(request.routeOptions.url ?? '');
    const parent = request.headers.traceparent;
    const span = this.tracing.serve(`${method} ${route}`, typeof parent === 'string' ? { parent } : {});
    // What handlers pass on continues from this hop.
    if (span.traceparent !== undefined) request.headers.traceparent = span.traceparent;
    const started = performance.now();
    const ended = (status: number) =>
      this.duration.observe({ method, route, status: String(status) }, (performance.now() - started) / 1_000);
    const work = this.tracing.within(span, () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    void work.then(
      () => ended(context.switchToHttp().getResponse<FastifyReply>().statusCode),
      (error: unknown) => ended(PROBLEMS[toApiError(error).code].status),
    );
    return from(work);
  }
}
