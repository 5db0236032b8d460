import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import { OnFollow, type Logger } from '@hookswitch/platform';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { LOGGER } from '../core/tokens.js';
import { ConnectionStates } from './connection-states.js';

@Controller()
export class StatusFollower {
  constructor(
    private readonly states: ConnectionStates,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @OnFollow('status')
  follow(@Payload() records: readonly BusRecord[]): void {
    for (const record of records) this.take(record);
  }

  private take(record: BusRecord): void {
    const key = record.key?.toString('utf8') ?? '';
    if (record.value === null) return this.states.put(key, undefined);
    const decoded = decodeMessage('status', record);
    if (decoded.ok) return this.states.put(key, decoded.value);
    const { topic, partition, offset } = record;
    this.log.warn('a status record cannot be read', { topic, partition, offset, code: decoded.error.code });
  }
}
