import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { DeadLettersModule } from '../dead-letters/dead-letters.module.js';
import { HistoryModule } from '../history/history.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { WorkflowsModule } from '../workflows/workflows.module.js';
import { DeadLetterGrpcController } from './dead-letter-grpc.controller.js';
import { GrpcAccess } from './grpc-access.js';
import { GrpcEdge } from './grpc-edge.js';
import { grpcAddress, grpcTransport } from './grpc-transport.js';
import { GrpcEntrance } from './grpc-entrance.js';
import { GrpcController } from './grpc.controller.js';
import { RunGrpcController } from './run-grpc.controller.js';
import { WorkflowGrpcController } from './workflow-grpc.controller.js';

@Module({
  imports: [IntakeModule, WorkflowsModule, HistoryModule, DeadLettersModule],
  controllers: [GrpcController, WorkflowGrpcController, RunGrpcController, DeadLetterGrpcController],
  providers: [GrpcAccess, GrpcEdge],
})
export class GrpcModule {}

/** The same services as those behind REST; scopes of methods stand in `grpc-access.ts`. */
export const grpcFeature: Feature = {
  module: GrpcModule,
  access: {},
  transports: (context) => {
    const entrance = new GrpcEntrance(grpcAddress(context));
    return [{ options: grpcTransport(context, entrance), entrance }];
  },
};
