import type { Tracing } from '@hookswitch/platform';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { CONTEXT, type ServiceContext } from '../core/tokens.js';
import { apiPath } from './route-table.js';

/** The span of every request that a controller handles. */
@Injectable()
export class ObserveInterceptor implements NestInterceptor {
  private readonly tracing: Tracing;

  constructor(@Inject(CONTEXT) { tracing }: ServiceContext) {
    this.tracing = tracing;
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
    return from(this.tracing.within(span, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
