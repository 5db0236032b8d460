import type { History } from './history/history.js';
import type { Lab } from './lab.js';
import type { Kept } from './sink/script.js';

/** Requests that targets have received so far. */
export const requestsOf = ({ sink }: Lab): number => sink.kept().length;

/** Requests that came after one for a later event of the same call at the same target; repeats do not count. Ids are `call-N` from 0 on. */
export function outOfPlace(kept: readonly Kept[]): number {
  const latest = new Map<string, number>();
  const seen = new Set<string>();
  let count = 0;
  for (const { tenant, subject, destination, event, command } of kept) {
    if (seen.has(command)) continue;
    seen.add(command);
    const lane = `${tenant} ${subject} ${destination}`;
    const number = Number(event.slice(event.lastIndexOf('-') + 1));
    const before = latest.get(lane) ?? -1;
    if (number < before) count += 1;
    latest.set(lane, Math.max(before, number));
  }
  return count;
}

/** Seconds from the acknowledgement of an event to the first request that it led to, of the one that took longest. */
export function longestWay({ events, runs, requests }: History): number {
  const firsts = new Map<string, number>();
  for (const { command, at = 0 } of requests) firsts.set(command, Math.min(at, firsts.get(command) ?? at));
  const acked = new Map(events.map(({ tenant, id, at }) => [`${tenant} ${id}`, at]));
  const ways = runs.flatMap(({ tenant, event, steps }) =>
    steps.map(({ command }) => {
      const [from, to] = [acked.get(`${tenant} ${event.id}`), firsts.get(command?.id ?? '')];
      return from === undefined || to === undefined ? 0 : to - from;
    }),
  );
  return ways.reduce((most, way) => Math.max(most, way), 0) / 1_000;
}
