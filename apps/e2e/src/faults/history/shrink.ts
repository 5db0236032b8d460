import { check, type Violation } from './checker.js';
import { commandsOf, eventOf } from './expected.js';
import type { History, Model } from './history.js';

/**
 * Pure: as little of the history as still shows the violation. What belongs to one event (its runs, their requests and results) stays together;
 * a single one left out of the answer, and the violation is gone.
 */
export function shrink(history: History, model: Model, { rule, what }: Violation): History {
  const shows = (parts: readonly History[]) =>
    check(joined(parts), model).some((found) => found.rule === rule && found.what === what);
  let parts = partsOf(history);
  if (!shows(parts)) return history;
  for (let pieces = 2; parts.length > 1;) {
    const size = Math.ceil(parts.length / pieces);
    const cuts = Array.from({ length: Math.ceil(parts.length / size) }, (_, nth) => nth * size);
    const alone = cuts.map((at) => parts.slice(at, at + size)).find(shows);
    const without = alone ? undefined : cuts.map((at) => parts.toSpliced(at, size)).find(shows);
    if (alone) [parts, pieces] = [alone, 2];
    else if (without) [parts, pieces] = [without, Math.max(pieces - 1, 2)];
    else if (size === 1) break;
    else pieces = Math.min(pieces * 2, parts.length);
  }
  return joined(parts);
}

/** The history, event by event; requests that no run knows of are each a part of their own. */
function partsOf({ events, runs, requests, results }: History): readonly History[] {
  const byCommand = new Map(
    runs.flatMap((run) => commandsOf(run).map(({ id }) => [id, eventOf(run.tenant, run.event.id)])),
  );
  const of = (command: string) => byCommand.get(command) ?? `command ${command}`;
  const parts = new Map<string, { [K in keyof History]: History[K][number][] }>();
  const part = (key: string) => {
    const known = parts.get(key) ?? { events: [], runs: [], requests: [], results: [] };
    parts.set(key, known);
    return known;
  };
  for (const event of events) part(eventOf(event.tenant, event.id)).events.push(event);
  for (const run of runs) part(eventOf(run.tenant, run.event.id)).runs.push(run);
  for (const request of requests) part(of(request.command)).requests.push(request);
  for (const result of results) part(of(result.command)).results.push(result);
  return [...parts.values()];
}

const joined = (parts: readonly History[]): History => ({
  events: parts.flatMap(({ events }) => events),
  runs: parts.flatMap(({ runs }) => runs),
  requests: parts.flatMap(({ requests }) => requests),
  results: parts.flatMap(({ results }) => results),
});
