import {
  createHistory,
  createRunRecorder,
  type createPool,
  type History,
  type RunRecorder,
} from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { LOGGER, POOL } from '../core/tokens.js';
import { EventsController } from './events.controller.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';
import { HistoryKeeper } from './history-keeper.js';
import { Recorder } from './recorder.js';
import { RecorderController } from './recorder.controller.js';
import { RunWatcher } from './run-watcher.js';
import { RunsController } from './runs.controller.js';
import { RunsService } from './runs.service.js';
import { HISTORY, RECORDER_STORE } from './tokens.js';

type Pool = ReturnType<typeof createPool>;

@Module({
  controllers: [RecorderController, RunsController, EventsController, ExplainController],
  providers: [
    { provide: HISTORY, useFactory: (pool: Pool) => createHistory(pool), inject: [POOL] },
    { provide: RECORDER_STORE, useFactory: (pool: Pool) => createRunRecorder(pool), inject: [POOL] },
    {
      provide: Recorder,
      useFactory: (store: RunRecorder, log: Logger) => new Recorder(store, log),
      inject: [RECORDER_STORE, LOGGER],
    },
    HistoryKeeper,
    ExplainService,
    RunsService,
    {
      provide: RunWatcher,
      useFactory: (history: History) => new RunWatcher((runs) => history.runMarks(runs)),
      inject: [HISTORY],
    },
  ],
  exports: [HISTORY, ExplainService, RunsService, RunWatcher],
})
export class HistoryModule {}

export const historyFeature: Feature = {
  module: HistoryModule,
  access: {
    'GET /v1/runs': 'runs:read',
    'GET /v1/runs/{id}': 'runs:read',
    'POST /v1/runs/{id}:cancel': 'runs:cancel',
    'GET /v1/events': 'events:read',
    'GET /v1/events/{id}': 'events:read',
    'GET /v1/explain': 'runs:read',
  },
};
