import type { TimestampMessage } from './messages.js';

/** RFC 3339, to the millisecond; `invalid` for what is no time, so that whoever checks the text refuses it in its place. */
export function instantOf({ seconds = 0, nanos = 0 }: TimestampMessage): string {
  const date = new Date(Number(seconds) * 1_000 + Math.floor(nanos / 1e6));
  return Number.isNaN(date.getTime()) ? 'invalid' : date.toISOString();
}

/** From RFC 3339. */
export function timestampMessage(instant: string): TimestampMessage {
  const ms = Date.parse(instant);
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: (ms - seconds * 1_000) * 1e6 };
}

/** The members that are given, with their times as messages. */
export const timesOf = <K extends string>(times: Readonly<Partial<Record<K, string | undefined>>>) =>
  Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) => (typeof at === 'string' ? [[name, timestampMessage(at)]] : [])),
  ) as Readonly<Partial<Record<K, TimestampMessage>>>;
