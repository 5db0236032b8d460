import type { Topics } from '@hookswitch/domain';
import type { BusRecord, OutgoingRecord } from '../port.js';
import type { LetterReason } from './letter-codes.js';

export interface DeadLetterFacts {
  readonly reason: LetterReason;
  readonly message: string;
  /** What was being done: `decode`, `plan`, … */
  readonly stage: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface DeadLetter extends Omit<DeadLetterFacts, 'reason'> {
  /** That of whoever wrote it, which may be a newer release. */
  readonly reason: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Of the original record. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Size of the original value, where only its beginning could be kept. */
  readonly truncatedFrom?: number;
}

/** Larger records exist only in compressed batches of other producers; they must not hold up a partition either. */
export const MAX_DEAD_LETTER_BYTES = 3 << 19;
const MAX_TEXT = 1_000;
const PREFIX = 'hs_';

/** The original bytes, key and headers with the reason beside them. */
export function deadLetter(
  topics: Pick<Topics, 'deadletters'>,
  record: BusRecord,
  facts: DeadLetterFacts,
): OutgoingRecord {
  const ours = headersOf(record, facts);
  let room = MAX_DEAD_LETTER_BYTES - sizeOf(ours);
  const fits = (bytes: number): boolean => {
    if (bytes >= room) return false;
    room -= bytes;
    return true;
  };
  const theirs = Object.entries(record.headers).filter(([name]) => !OURS.has(name));
  const headers = Object.fromEntries(theirs.filter(([name, value]) => fits(sizeOf({ [name]: value }))));
  const key = record.key && fits(record.key.length) ? record.key : null;
  const { value } = record;
  const cut = value !== null && value.length > room;
  return {
    topic: topics.deadletters,
    key,
    value: cut ? value.subarray(0, Math.max(0, room)) : value,
    headers: { ...headers, ...ours, ...(cut && { hs_truncated: String(value.length) }) },
  };
}

export function readDeadLetter(record: BusRecord): DeadLetter {
  const text = (name: string) => record.headers[PREFIX + name]?.toString() ?? '';
  const number = (name: string) => Number(record.headers[PREFIX + name]?.toString() ?? Number.NaN);
  const truncated = number('truncated');
  return {
    reason: text('reason'),
    message: text('message'),
    stage: text('stage'),
    service: text('service'),
    at: number('at'),
    topic: text('topic'),
    partition: number('partition'),
    offset: number('offset'),
    timestamp: number('timestamp'),
    key: record.key,
    value: record.value,
    headers: Object.fromEntries(Object.entries(record.headers).filter(([name]) => !OURS.has(name))),
    ...(!Number.isNaN(truncated) && { truncatedFrom: truncated }),
  };
}

const NAMES = ['reason', 'message', 'stage', 'service', 'at', 'topic', 'partition', 'offset', 'timestamp', 'truncated'];
const OURS = new Set(NAMES.map((name) => PREFIX + name));

function headersOf(
  record: BusRecord,
  { reason, message, stage, service, at }: DeadLetterFacts,
): Record<string, string> {
  return {
    hs_reason: reason,
    hs_message: message.slice(0, MAX_TEXT).toWellFormed(),
    hs_stage: stage,
    hs_service: service,
    hs_at: String(at),
    hs_topic: record.topic,
    hs_partition: String(record.partition),
    hs_offset: String(record.offset),
    hs_timestamp: String(record.timestamp),
  };
}

const sizeOf = (headers: Readonly<Record<string, string | Buffer>>): number =>
  Object.entries(headers).reduce(
    (sum, [name, value]) => sum + 20 + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
