import type { Json } from '@hookswitch/domain';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { ApiError, invalid } from '../problem/api-error.js';
import { BATCH, readEnvelopes, STRUCTURED, type EnvelopeProblem } from './http-envelopes.js';
import { Intake } from './intake.js';
import { refusalIn } from './outcome.js';
import { rateLimited } from './rate-limited.js';
import { notAcknowledged, rejected } from './rejected.js';

@ApiTags('events')
@Controller('v1/events')
export class IntakeController {
  constructor(private readonly intake: Intake) {}

  /** 202 only once Kafka has acknowledged every event that was not rejected. */
  @ApiOperation({ summary: 'Publish events: CloudEvents in binary, structured or batch mode' })
  @ApiConsumes(STRUCTURED, BATCH, 'application/json')
  @ApiBody({
    schema: { description: 'A CloudEvent, a list of them, or the data of one whose attributes are ce-* headers.' },
  })
  @Post()
  @HttpCode(202)
  async publish(
    @FromCaller() { tenant }: Caller,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
  ) {
    const envelopes = readEnvelopes(headers, (body ?? null) as Json);
    if (!envelopes.ok) throw unreadable(envelopes.error);
    const isBatch = (headers['content-type'] ?? '').toLowerCase().startsWith(BATCH);
    const outcomes = await this.intake.take(tenant, envelopes.value, headers.traceparent);
    const refusal = refusalIn(outcomes);
    if (refusal) throw rateLimited(refusal);
    if (outcomes.some(({ status }) => status === 'unavailable')) throw notAcknowledged();
    const [first] = outcomes;
    if (!isBatch && first?.status === 'rejected') throw rejected(first.problems);
    return { outcomes };
  }
}

function unreadable({ code, message, pointer }: EnvelopeProblem): ApiError {
  if (code === 'invalid_header') return new ApiError('invalid_header', message);
  if (code === 'too_many') return new ApiError('payload_too_large', message);
  return invalid(pointer, code, message);
}
