import { callEnded, type Event } from '../../harness/events.js';
import { numberOf } from './lines.js';
import type { Random } from './random.js';

export interface Mix {
  /** Lines of the calls. */
  readonly lines: number;
  /** Calls that events are of; some have many, most have few. */
  readonly subjects: number;
  readonly variety: Variety;
}

/** Shares of all events, 0 to 1. */
export interface Variety {
  /** Of a line that no workflow knows. */
  readonly unmatched?: number;
  /** Sent a second time when it has been acknowledged. */
  readonly repeated?: number;
  /** Of a time long before that of the events sent before it. */
  readonly late?: number;
}

export interface Drawn {
  readonly subject: string;
  /** undefined: one that no workflow knows. */
  readonly line: number | undefined;
  readonly isRepeated: boolean;
  readonly time: string;
}

const LONGEST_LATE_MS = 3_600_000;

/** What the next event is about. */
export function draw(
  random: Random,
  { lines, subjects, variety: { unmatched = 0, repeated = 0, late = 0 } }: Mix,
): Drawn {
  // As Zipf's law has it: the n-th call has an n-th of the first one's events.
  const subject = `call-${Math.floor(subjects ** random.next())}`;
  const line = random.next() < unmatched ? undefined : Math.floor(random.next() * lines);
  const isRepeated = random.next() < repeated;
  const lateMs = random.next() < late ? random.next() * LONGEST_LATE_MS : 0;
  return { subject, line, isRepeated, time: new Date(Date.now() - lateMs).toISOString() };
}

export const callEvent = (id: string, { subject, line, time }: Drawn, { lines }: Pick<Mix, 'lines'>): Event =>
  callEnded(
    id,
    { internal_number: numberOf(line ?? lines), call_uuid: subject, direction: 'outgoing' },
    { subject, time },
  );
