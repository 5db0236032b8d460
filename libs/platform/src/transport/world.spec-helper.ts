import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { topicNames } from '@hookswitch/domain';
import { Health } from '../health/health.js';
import type { LogFields } from '../logging/fields.js';
import type { Logger } from '../logging/logger.js';
import { EventBusStrategy, type EventBusStrategyOptions } from './event-bus-strategy.js';
import { FakeBus } from './fake-bus.spec-helper.js';

/** A strategy over a fake bus, and what it says to log and health. */
export function world(more: Partial<EventBusStrategyOptions> = {}) {
  const warnings: LogFields[] = [];
  const fatal: unknown[] = [];
  const log: Logger = {
    error: () => undefined,
    warn: (_message, fields = {}) => warnings.push(fields),
    info: () => undefined,
    debug: () => undefined,
    child: () => log,
  };
  const bus = new FakeBus();
  const health = new Health();
  const options = {
    bus,
    topics: topicNames('t'),
    groupPrefix: 't',
    log,
    health,
    fatal: (error: unknown) => fatal.push(error),
  };
  return { bus, health, warnings, fatal, strategy: new EventBusStrategy({ ...options, ...more }) };
}

const opened: { close(): Promise<void> }[] = [];
export async function closeAll(): Promise<void> {
  for (const app of opened.splice(0)) await app.close();
}

/** Boots a Nest app with one controller; `closeAll` ends it. */
export async function boot(strategy: EventBusStrategy, controller: Type): Promise<void> {
  @Module({ controllers: [controller] })
  class App {}
  const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
  opened.push(app);
  await app.listen();
}
