import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { EventTypeController } from './event-type.controller.js';
import { EventTypeService } from './event-type.service.js';

@Module({ controllers: [EventTypeController], providers: [EventTypeService] })
export class EventTypesModule {}

export const eventTypesFeature: Feature = {
  module: EventTypesModule,
  access: {
    'GET /v1/event-types': 'workflows:read',
    'POST /v1/event-types': 'workflows:publish',
    'GET /v1/event-types/{name}': 'workflows:read',
    'DELETE /v1/event-types/{name}': 'workflows:publish',
  },
};
