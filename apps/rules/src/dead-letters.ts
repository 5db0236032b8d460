import type { Topics } from '@hookswitch/domain';
import { deadLetter, type BusRecord, type LetterReason, type OutgoingRecord } from '@hookswitch/messaging';
import type { Logger, LogFields } from '@hookswitch/platform';
import type { RulesMeters } from './meters.js';

/** A record as it came, with why it cannot go on. */
export class DeadLetters {
  constructor(
    private readonly topics: Topics,
    private readonly service: string,
    private readonly log: Logger,
    private readonly meters: RulesMeters,
  ) {}

  of(
    record: BusRecord,
    stage: 'decode' | 'plan' | 'advance',
    { code, message }: { readonly code: LetterReason; readonly message: string },
    ids: LogFields = {},
  ): OutgoingRecord {
    const { topic, partition, offset } = record;
    this.meters.deadLetters.inc({ stage, reason: code });
    this.log.warn(`dead letter: ${message}`, { ...ids, topic, partition, offset, stage, reason: code });
    return deadLetter(this.topics, record, { reason: code, message, stage, service: this.service, at: Date.now() });
  }
}
