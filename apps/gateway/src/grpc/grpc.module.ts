import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { DeadLettersModule } from '../dead-letters/dead-letters.module.js';
import { BodyBudget } from '../http/body-budget.js';
import { HistoryModule } from '../history/history.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { WorkflowsModule } from '../workflows/workflows.module.js';
import { ReplayModule } from '../replay/replay.module.js';
import { DeadLetterGrpcController } from './dead-letter-grpc.controller.js';
import { admitCalls } from './admit-calls.js';
import { GrpcAccess } from './grpc-access.js';
import { GrpcEdge } from './grpc-edge.js';
import { grpcAddress, grpcTransport } from './grpc-transport.js';
import { GrpcEntrance } from './grpc-entrance.js';
import { GrpcController } from './grpc.controller.js';
import { RunGrpcController } from './run-grpc.controller.js';
import { ReplayGrpcController } from './replay-grpc.controller.js';
import { WorkflowGrpcController } from './workflow-grpc.controller.js';

const ANYWHERE = { strict: false };

@Module({
  imports: [IntakeModule, WorkflowsModule, HistoryModule, DeadLettersModule, ReplayModule],
  controllers: [
    GrpcController,
    WorkflowGrpcController,
    RunGrpcController,
    DeadLetterGrpcController,
    ReplayGrpcController,
  ],
  providers: [GrpcAccess, GrpcEdge],
})
export class GrpcModule {}

/** The same services as those behind REST; scopes of methods stand in `grpc-access.ts`. */
export const grpcFeature: Feature = {
  module: GrpcModule,
  access: {},
  transports: (context, app) => {
    const entrance = new GrpcEntrance(grpcAddress(context));
    const admit = admitCalls(app.get(GrpcAccess, ANYWHERE), app.get(BodyBudget, ANYWHERE));
    return [{ options: grpcTransport(context, entrance, admit), entrance }];
  },
};
