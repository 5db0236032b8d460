import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { HistoryModule } from '../history/history.module.js';
import { ReplayController } from './replay.controller.js';
import { ReplayService } from './replay.service.js';

@Module({
  imports: [HistoryModule],
  controllers: [ReplayController],
  providers: [ReplayService],
  exports: [ReplayService],
})
export class ReplayModule {}

export const replayFeature: Feature = {
  module: ReplayModule,
  access: { 'POST /v1/events/{id}:replay': 'events:replay' },
};
