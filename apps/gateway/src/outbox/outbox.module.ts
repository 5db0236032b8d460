import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { PublishedState } from './published-state.js';
import { PublishedStateFollower } from './published-state-follower.controller.js';
import { Publisher } from './publisher.js';
import { Reconciler } from './reconciler.js';
import { RecordMaker } from './record-maker.js';

@Module({
  controllers: [PublishedStateFollower],
  providers: [PublishedState, Publisher, Reconciler, RecordMaker],
})
export class OutboxModule {}

export const outboxFeature: Feature = { module: OutboxModule, access: {} };
