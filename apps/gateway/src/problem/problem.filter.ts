import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@hookswitch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from '../core/tokens.js';
import { RouteTable } from '../http/route-table.js';
import { ApiError } from './api-error.js';
import { PROBLEM_JSON, problemDocument } from './problem-document.js';
import { toApiError } from './to-api-error.js';

/** Turns whatever a request threw into its problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.routed(toApiError(error), request);
    const document = problemDocument(problem);
    const facts = {
      ...{ error: problem.cause ?? problem, tenant: request.caller?.tenant },
      ...{ method: request.method, route: request.routeOptions.url },
    };
    if (document.code === 'internal') this.log.error('a request failed', facts);
    else if (document.status >= 500) this.log.warn('a request could not be served', facts);
    const reply = http.getResponse<FastifyReply>();
    // Too late to say anything: the answer has begun.
    if (reply.sent) return;
    void reply.status(document.status).headers(problem.headers).type(PROBLEM_JSON).send(JSON.stringify(document));
  }

  /** A path that is known with another method is 405, not 404. */
  private routed(problem: ApiError, request: FastifyRequest): ApiError {
    if (problem.code !== 'not_found' || request.routeOptions.url !== undefined) return problem;
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0) return problem;
    return new ApiError('method_not_allowed', undefined, { headers: { Allow: allowed.join(', ') } });
  }
}
