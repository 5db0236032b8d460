import type { Result } from '@hookswitch/domain';
import { decodeEvent, decodeMessage, type Batch, type BusRecord, type DecodeError } from '@hookswitch/messaging';
import {
  PersistenceError,
  type LoggedDeadLetter,
  type LoggedEvent,
  type LoggedRuns,
  type RunRecorder,
} from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { loggedDeadLetter } from './logged-dead-letter.js';

/**
 * Keeps the run history: a batch is written in one go, and its offset is committed after that, so that a crash reads it again. What cannot
 * be decoded is skipped: dead-lettering an event is rules' job alone, and a history with a gap is better than one that stands still.
 */
export class Recorder {
  constructor(
    private readonly store: RunRecorder,
    private readonly log: Logger,
  ) {}

  events(batch: Batch): Promise<void> {
    return this.take<LoggedEvent>(batch, loggedEvent, (events) => this.store.events(events));
  }

  runs(batch: Batch): Promise<void> {
    const at = Math.max(...batch.records.map((record) => record.timestamp));
    return this.take<LoggedRuns>(batch, loggedRuns, (runs) => this.store.runs(runs, at));
  }

  results(batch: Batch): Promise<void> {
    return this.take<Result>(
      batch,
      (record) => decodeMessage('result', record),
      (results) => this.store.results(results),
    );
  }

  deadLetters(batch: Batch): Promise<void> {
    const decode = (record: BusRecord) => ({ ok: true as const, value: loggedDeadLetter(record) });
    return this.take<LoggedDeadLetter>(batch, decode, (letters) => this.store.deadLetters(letters));
  }

  private async take<T>(
    batch: Batch,
    decode: Decode<T>,
    write: (values: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const values: T[] = [];
    for (const record of batch.records) {
      if (record.value === null) continue;
      const decoded = decode(record);
      if (decoded.ok) values.push(decoded.value);
      else this.log.debug('a record is left out of the history', { ...placeOf(record), code: decoded.error.code });
    }
    if (values.length > 0) await this.write(values, write);
    await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
  }

  /** What the database refuses for what it is would be refused for ever: then each record goes alone, and the one at fault is left out. */
  private async write<T>(values: readonly T[], write: (values: readonly T[]) => Promise<void>): Promise<void> {
    try {
      await write(values);
    } catch (error) {
      if (!(error instanceof PersistenceError) || error.code !== 'failed') throw error;
      if (values.length > 1) for (const value of values) await this.write([value], write);
      else this.log.error('a record cannot be kept and is left out of the history', { error });
    }
  }
}

type Decode<T> = (
  record: BusRecord,
) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DecodeError };

const placeOf = ({ topic, partition, offset }: BusRecord) => ({ topic, partition, offset });

function loggedEvent(record: BusRecord): ReturnType<Decode<LoggedEvent>> {
  const event = decodeEvent(record, { tenant: 'header' });
  if (!event.ok) return event;
  const { partition, offset, timestamp: receivedAt } = record;
  return { ok: true, value: { event: event.value, partition, offset, receivedAt } };
}

function loggedRuns(record: BusRecord): ReturnType<Decode<LoggedRuns>> {
  const runs = decodeMessage('runs', record);
  if (!runs.ok) return runs;
  const { partition, offset } = record;
  return { ok: true, value: { ...runs.value, place: { partition, offset } } };
}
