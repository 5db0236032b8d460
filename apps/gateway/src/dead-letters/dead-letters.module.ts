import { createCare, type createPool } from '@hookswitch/persistence';
import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { POOL } from '../core/tokens.js';
import { HistoryModule } from '../history/history.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';
import { LetterKeeper } from './letter-keeper.js';
import { LetterSender } from './letter-sender.js';
import { RedriveRunner } from './redrive-runner.js';
import { RedrivesController } from './redrives.controller.js';
import { RedrivesService } from './redrives.service.js';
import { CARE } from './tokens.js';

@Module({
  imports: [HistoryModule],
  controllers: [RedrivesController, DeadLettersController],
  providers: [
    {
      provide: CARE,
      useFactory: (pool: ReturnType<typeof createPool>) => createCare(pool),
      inject: [POOL],
    },
    ...[DeadLettersService, LetterKeeper, LetterSender, RedrivesService, RedriveRunner],
  ],
  exports: [DeadLettersService, LetterKeeper, RedrivesService],
})
export class DeadLettersModule {}

export const deadLettersFeature: Feature = {
  module: DeadLettersModule,
  access: {
    'GET /v1/dead-letters': 'runs:read',
    'GET /v1/dead-letters/{id}': 'runs:read',
    'POST /v1/dead-letters/{id}:redrive': 'dead-letters:manage',
    'POST /v1/dead-letters/{id}:discard': 'dead-letters:manage',
    'POST /v1/dead-letters:redrive': 'dead-letters:manage',
    'GET /v1/redrives': 'runs:read',
    'GET /v1/redrives/{id}': 'runs:read',
    'POST /v1/redrives/{id}:stop': 'dead-letters:manage',
  },
};
