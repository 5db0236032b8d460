import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessRules } from '../auth/access.js';
import type { Core } from '../core/core.module.js';
import { features } from '../features.js';
import { GatewayModule } from '../gateway.module.js';
import { RouteTable } from '../http/route-table.js';
import { describeApi } from './describe-api.js';

/** Text of `apps/gateway/openapi.json`: made from the controllers alone, nothing is started. */
export async function openApiReference(): Promise<string> {
  const context = new Proxy({}, { get: () => undefined });
  const core = { context, routes: new RouteTable() } as unknown as Core;
  const app = await NestFactory.create(GatewayModule.with(core, features), new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  return `${JSON.stringify(describeApi(app, new AccessRules(features.map(({ access }) => access))), null, 2)}\n`;
}
