import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { STOPPING } from '../core/tokens.js';
import { MAX_BATCH_EVENTS } from '../intake/http-envelopes.js';
import { Intake } from '../intake/intake.js';
import { refusalIn, type IntakeOutcome } from '../intake/outcome.js';
import { rateLimited } from '../intake/rate-limited.js';
import { notAcknowledged, rejected } from '../intake/rejected.js';
import { ApiError } from '../problem/api-error.js';
import { envelopeOf, outcomeMessage } from './envelope.js';
import { GrpcAccess, type GrpcMethodName } from './grpc-access.js';
import { grpcError, statusOf, stopping } from './grpc-errors.js';
import type { CloudEventMessage, OutcomeMessage, PublishBatchRequest, PublishRequest } from './messages.js';
import { publishStream, type PublishStreamCall } from './publish-stream.js';

type Unary = ServerUnaryCall<unknown, unknown>;
interface Call {
  readonly method: GrpcMethodName;
  readonly metadata: Metadata;
  readonly peer: string;
}

@Controller()
export class GrpcController {
  constructor(
    private readonly intake: Intake,
    private readonly access: GrpcAccess,
    @Inject(STOPPING) private readonly stop: AbortSignal,
  ) {}

  @GrpcMethod('EventService', 'Publish')
  async publish({ event }: PublishRequest, metadata: Metadata, call: Unary): Promise<object> {
    const [outcome] = await this.take([event], { method: 'EventService/Publish', metadata, peer: call.getPeer() });
    if (outcome?.status === 'rejected') throw grpcError(rejected(outcome.problems));
    if (outcome?.status !== 'accepted') throw grpcError(notAcknowledged());
    return {};
  }

  @GrpcMethod('EventService', 'PublishBatch')
  async publishBatch(
    { events = [] }: PublishBatchRequest,
    metadata: Metadata,
    call: Unary,
  ): Promise<{ outcomes: OutcomeMessage[] }> {
    const outcomes = await this.take(events, { method: 'EventService/PublishBatch', metadata, peer: call.getPeer() });
    if (outcomes.some(({ status }) => status === 'unavailable')) throw grpcError(notAcknowledged());
    return { outcomes: outcomes.map(outcomeMessage) };
  }

  @GrpcStreamCall('EventService', 'PublishStream')
  async publishStream(call: PublishStreamCall): Promise<void> {
    try {
      const enter = () => this.access.enter('EventService/PublishStream', call.metadata, call.getPeer());
      const traceparent = traceparentOf(call.metadata);
      await enter();
      const take = async (events: readonly (CloudEventMessage | undefined)[]) => {
        // Streams stay open for days; a key may be revoked meanwhile.
        const { tenant } = await enter();
        return this.intake.takeSome(tenant, events.map(envelopeOf), traceparent);
      };
      await publishStream(call, take, this.stop);
      if (this.stop.aborted) throw stopping();
      call.end();
    } catch (error) {
      // What the library turns into the status of the stream.
      call.emit('error', statusOf(error));
    }
  }

  private async take(
    events: readonly (CloudEventMessage | undefined)[],
    { method, metadata, peer }: Call,
  ): Promise<readonly IntakeOutcome[]> {
    try {
      const { tenant } = await this.access.enter(method, metadata, peer);
      if (events.length > MAX_BATCH_EVENTS)
        throw new ApiError('payload_too_large', `At most ${MAX_BATCH_EVENTS} events in a batch.`);
      const outcomes = await this.intake.take(tenant, events.map(envelopeOf), traceparentOf(metadata));
      const refusal = refusalIn(outcomes);
      if (refusal) throw rateLimited(refusal);
      return outcomes;
    } catch (error) {
      throw grpcError(error);
    }
  }
}

const traceparentOf = (metadata: Metadata): string | undefined => metadata.get('traceparent')[0]?.toString();
