import type { FastifyInstance } from 'fastify';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessRules } from './auth/access.js';
import { Admission } from './auth/admission.js';
import type { Core } from './core/core.module.js';
import type { Feature } from './core/feature.js';
import { nestLogger } from './core/nest-logger.js';
import { GatewayModule } from './gateway.module.js';
import { ApiDescription } from './open-api/api-description.js';
import { ApiError } from './problem/api-error.js';
import { meterRequests } from './http/meter-requests.js';
import { refuseConnection } from './http/refuse-connection.js';
import { readBodies } from './http/read-bodies.js';
import { HttpEntrance } from './http/http-entrance.js';
import { BODY_BYTES, limitBodies } from './http/limit-bodies.js';
import { securityHeaders } from './http/security-headers.js';

const KIB = 1_024;

export interface HttpApp {
  readonly app: NestFastifyApplication;
  readonly entrance: HttpEntrance;
}

/** The HTTP application, ready to listen; no request has reached it yet. Throws when a route declares no scope. */
export async function createApp(core: Core, features: readonly Feature[]): Promise<HttpApp> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    clientErrorHandler: refuseConnection,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    trustProxy: false,
    routerOptions: { maxParamLength: 512 },
    http: { maxHeaderSize: 16 * KIB, headersTimeout: 10_000, requestTimeout: 30_000 },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  core.routes.gather(fastify);
  const entrance = new HttpEntrance(fastify);
  securityHeaders(fastify);
  meterRequests(fastify, core.context.metrics);
  refuseLongUrls(fastify);
  limitBodies(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(core, features), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(core.context.log),
  });
  app.get(Admission).guard(fastify);
  readBodies(fastify, core.budget);
  await app.init();
  const problems = app.get(AccessRules).check(core.routes.all());
  app.get(ApiDescription).of(app);
  if (problems.length > 0) throw new Error(`access is not declared for every route:\n${problems.join('\n')}`);
  return { app, entrance };
}

function refuseLongUrls(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.url.length <= 8 * KIB) return done();
    done(new ApiError('uri_too_long'));
  });
}
