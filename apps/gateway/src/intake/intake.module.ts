import type { Topics } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { SchemaChecker } from '../core/schema-checker.js';
import { BUS, CLOCK, CONTEXT, TOPICS, type Clock, type ServiceContext } from '../core/tokens.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { Intake } from './intake.js';
import { IntakeController } from './intake.controller.js';

@Module({
  controllers: [IntakeController],
  providers: [
    {
      provide: Intake,
      useFactory: (
        { metrics, log, tracing }: ServiceContext,
        bus: EventBus,
        topics: Topics,
        tenants: TenantDirectory,
        schemas: SchemaChecker,
        now: Clock,
      ) => new Intake({ metrics, log, tracing, bus, topics, tenants, schemas, now }),
      inject: [CONTEXT, BUS, TOPICS, TenantDirectory, SchemaChecker, CLOCK],
    },
  ],
  exports: [Intake],
})
export class IntakeModule {}

export const intakeFeature: Feature = {
  module: IntakeModule,
  access: { 'POST /v1/events': 'events:write' },
};
