import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { HistoryModule } from '../history/history.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';

@Module({
  imports: [HistoryModule],
  controllers: [DeadLettersController],
  providers: [DeadLettersService],
  exports: [DeadLettersService],
})
export class DeadLettersModule {}

export const deadLettersFeature: Feature = {
  module: DeadLettersModule,
  access: {
    'GET /v1/dead-letters': 'runs:read',
    'GET /v1/dead-letters/{id}': 'runs:read',
  },
};
