import type { Metrics } from '@hookswitch/platform';
import type { FastifyInstance } from 'fastify';
import { apiPath } from './route-table.js';

/** Counts every request, those too that never reach a controller. To be called before the first route is registered. */
export function meterRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram('http_server_request_duration_seconds');
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = apiPath(request.routeOptions.url ?? '');
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    done();
  });
}
