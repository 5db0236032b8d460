import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { BUS_TRANSPORT, pattern, type BatchOptions, type HandlerKind } from './handlers.js';
import { PassThroughFilter } from './pass-through.filter.js';

/** Each decorator names a topic by its logical name: `events`, `results`, `commands.sms`, `control.sms` and so on, never by its Kafka name. */
const handles = (kind: HandlerKind, topic: string, options: object = {}): MethodDecorator =>
  applyDecorators(
    EventPattern(pattern(kind, topic), BUS_TRANSPORT, { kind, topic, ...options }) as MethodDecorator,
    // Without it Nest exchanges every error for "Internal server error" before the bus sees it.
    UseFilters(PassThroughFilter),
  );

/** `handler(batch: Batch)`: the topic's partitions are shared with the other members of the group. A rejection means: deliver it again. */
export const OnBatch = (topic: string, options: BatchOptions): MethodDecorator => handles('batch', topic, options);

/** `handler(partitions: Assignment[])`: awaited before the first batch of partitions newly taken. Needs an OnBatch of the same topic. */
export const OnAssigned = (topic: string): MethodDecorator => handles('assigned', topic);

/** `handler(partitions: { topic, partition }[])`: they belong to somebody else now. Needs an OnBatch of the same topic. */
export const OnRevoked = (topic: string): MethodDecorator => handles('revoked', topic);

/** `handler(records: BusRecord[])`: every partition from its beginning, on every replica. */
export const OnFollow = (topic: string): MethodDecorator => handles('follow', topic);

/** `handler()`: once, when everything that was there at the start has been read. Needs an OnFollow of the same topic. A rejection ends the start. */
export const OnCaughtUp = (topic: string): MethodDecorator => handles('caughtUp', topic);
