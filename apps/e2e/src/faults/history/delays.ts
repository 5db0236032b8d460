import type { Kept } from '../sink/script.js';
import type { SentEvent } from './history.js';

export interface Delay {
  readonly line: number;
  /** When its event was sent first, in milliseconds since the epoch. */
  readonly from: number;
  /** Until the first request of it was at the target. */
  readonly ms: number;
}

/** How long each event was on its way: pure. Events of which nothing has arrived are left out. */
export function delaysOf(sent: readonly SentEvent[], kept: readonly Kept[]): readonly Delay[] {
  const arrived = new Map<string, number>();
  for (const { tenant, event, destination, at } of kept) {
    const key = `${tenant} ${event} ${destination}`;
    if (!arrived.has(key)) arrived.set(key, at);
  }
  return sent.flatMap(({ tenant, id, line = 0, from }) => {
    const at = arrived.get(`${tenant} ${id} ${line}`);
    return at === undefined || from === undefined ? [] : [{ line, from, ms: at - from }];
  });
}

/** `share`: 0 to 1; of no values it is 0. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A stretch of time, in milliseconds since the epoch. */
export interface Phase {
  readonly from: number;
  readonly to: number;
}

/** 99th percentile of what was sent to these lines in that time. */
export const p99 = (delays: readonly Delay[], { from: begin, to }: Phase, lines: (line: number) => boolean): number =>
  quantile(
    delays.filter(({ line, from }) => lines(line) && from >= begin && from < to).map(({ ms }) => ms),
    0.99,
  );
