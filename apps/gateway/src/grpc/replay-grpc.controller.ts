import type { Metadata } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { ReplayBody } from '../replay/replay.dto.js';
import { ReplayService } from '../replay/replay.service.js';
import { GrpcEdge, type Call } from './grpc-edge.js';

interface ReplayEventRequest {
  readonly id?: string;
  readonly source?: string;
  readonly workflows?: readonly string[];
}

@Controller()
export class ReplayGrpcController {
  constructor(
    private readonly edge: GrpcEdge,
    private readonly service: ReplayService,
  ) {}

  @GrpcMethod('EventService', 'ReplayEvent')
  async replay({ id = '', source, workflows = [] }: ReplayEventRequest, _: Metadata, call: Call) {
    const { body } = await this.edge.write('EventService/ReplayEvent', call, undefined, async (request) => {
      const chosen = workflows.length > 0 ? workflows : undefined;
      return this.service.replay(request, id, await this.edge.body(ReplayBody, { source, workflows: chosen }));
    });
    return body;
  }
}
