import { err, ok, type Command, type Outcome, type Topics } from '@hookswitch/domain';
import {
  deadLetter,
  decodeMessage,
  type Batch,
  type BusRecord,
  type DecodeError,
  type EventBus,
} from '@hookswitch/messaging';
import type { Claimed, ClaimedCommand, Ledger } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { HostMetrics } from './host-metrics.js';
import { refsOf } from './prepare-call.js';

export interface IntakeParts {
  readonly type: string;
  readonly ledger: Pick<Ledger, 'claim'>;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly topics: Pick<Topics, 'deadletters'>;
  readonly service: string;
  readonly metrics: HostMetrics;
  readonly log: Logger;
  /** Rows are waiting or have ended. `hasResults`: some of them may have put a result into the outbox. */
  readonly onClaimed: (partition: number, claimed: Claimed, hasResults: boolean) => Promise<void>;
}

/** C1 to C3: a batch of command records becomes rows, and only then its offset is committed. */
export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  async take(batch: Batch): Promise<void> {
    const read = batch.records.map((record) => ({ record, outcome: this.#read(record) }));
    const poison = read.flatMap(({ record, outcome }) => (outcome.ok ? [] : [{ record, error: outcome.error }]));
    await this.refuse(poison);
    const commands = read.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
    if (batch.isStale()) return;
    const claimed = await this.parts.ledger.claim(batch.partition, commands);
    this.parts.metrics.ended(claimed.ended);
    const hasResults = claimed.ended.length > 0 || claimed.fresh < commands.length;
    await this.parts.onClaimed(batch.partition, claimed, hasResults);
    await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
  }

  /** What cannot be read goes to the dead letters, with its bytes and the reason, before the offset moves on. */
  async refuse(poison: readonly { readonly record: BusRecord; readonly error: DecodeError }[]): Promise<void> {
    if (poison.length === 0) return;
    const { topics, service, bus, metrics, log } = this.parts;
    const at = Date.now();
    await bus.publish(
      poison.map(({ record, error: { code, message, pointer } }) => {
        const where = pointer ? `${message} (at ${pointer})` : message;
        return deadLetter(topics, record, { reason: code, message: where, stage: 'decode', service, at });
      }),
    );
    for (const { record, error } of poison) {
      metrics.deadLetter('decode', error.code);
      const { topic, partition, offset } = record;
      log.warn('a record cannot be read and went to the dead letters', {
        topic,
        partition,
        offset,
        reason: error.code,
      });
    }
  }

  #read(record: BusRecord): Outcome<ClaimedCommand, DecodeError> {
    const decoded = decodeMessage('command', record);
    if (!decoded.ok) return decoded;
    const command = decoded.value;
    const error = this.#problem(command);
    if (error) return err(error);
    const key = record.key?.toString() ?? `${command.tenant}|`;
    return ok({ command, key, offset: record.offset, refs: refsOf(command) });
  }

  #problem({ id, run, connector }: Command): DecodeError | undefined {
    if (!UUID.test(id)) return { code: 'invalid_message', message: 'the command id is no UUID', pointer: '/id' };
    if (!UUID.test(run)) return { code: 'invalid_message', message: 'the run id is no UUID', pointer: '/run' };
    if (connector === this.parts.type) return undefined;
    return { code: 'wrong_connector', message: `this is ${this.parts.type}`, pointer: '/connector' };
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
