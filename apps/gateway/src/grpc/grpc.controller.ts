import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { MAX_BATCH_EVENTS } from '../intake/http-envelopes.js';
import { Intake } from '../intake/intake.js';
import type { IntakeOutcome } from '../intake/outcome.js';
import { envelopeOf, outcomeMessage } from './envelope.js';
import { GrpcAccess, type GRPC_ACCESS } from './grpc-access.js';
import { grpcError, rejected, tooMany, unavailable } from './grpc-errors.js';
import type { CloudEventMessage, OutcomeMessage, PublishBatchRequest, PublishRequest } from './messages.js';
import { publishStream, type PublishStreamCall } from './publish-stream.js';

type Unary = ServerUnaryCall<unknown, unknown>;
interface Call {
  readonly method: keyof typeof GRPC_ACCESS;
  readonly metadata: Metadata;
  readonly peer: string;
}

@Controller()
export class GrpcController {
  constructor(
    private readonly intake: Intake,
    private readonly access: GrpcAccess,
  ) {}

  @GrpcMethod('EventService', 'Publish')
  async publish({ event }: PublishRequest, metadata: Metadata, call: Unary): Promise<object> {
    const [outcome] = await this.take([event], { method: 'Publish', metadata, peer: call.getPeer() });
    if (outcome?.status === 'rejected') throw rejected(outcome.problems);
    if (outcome?.status !== 'accepted') throw unavailable();
    return {};
  }

  @GrpcMethod('EventService', 'PublishBatch')
  async publishBatch(
    { events = [] }: PublishBatchRequest,
    metadata: Metadata,
    call: Unary,
  ): Promise<{ outcomes: OutcomeMessage[] }> {
    if (events.length > MAX_BATCH_EVENTS) throw tooMany(MAX_BATCH_EVENTS);
    const outcomes = await this.take(events, { method: 'PublishBatch', metadata, peer: call.getPeer() });
    if (outcomes.some(({ status }) => status === 'unavailable')) throw unavailable();
    return { outcomes: outcomes.map(outcomeMessage) };
  }

  @GrpcStreamCall('EventService', 'PublishStream')
  async publishStream(call: PublishStreamCall): Promise<void> {
    try {
      const { tenant } = await this.access.enter('PublishStream', call.metadata, call.getPeer());
      const traceparent = traceparentOf(call.metadata);
      await publishStream(call, (events) => this.intake.take(tenant, events.map(envelopeOf), traceparent));
    } catch (error) {
      call.destroy(Object.assign(new Error('refused'), grpcError(error).getError()));
    }
  }

  private async take(
    events: readonly (CloudEventMessage | undefined)[],
    { method, metadata, peer }: Call,
  ): Promise<readonly IntakeOutcome[]> {
    try {
      const { tenant } = await this.access.enter(method, metadata, peer);
      return await this.intake.take(tenant, events.map(envelopeOf), traceparentOf(metadata));
    } catch (error) {
      throw grpcError(error);
    }
  }
}

const traceparentOf = (metadata: Metadata): string | undefined => metadata.get('traceparent')[0]?.toString();
