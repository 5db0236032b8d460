import type { RunCommand } from '../harness/runs.js';
import type { History, SentEvent } from './history/history.js';

export const commandsIn = ({ runs }: Pick<History, 'runs'>): readonly RunCommand[] =>
  runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command ?? []));

/** Attempts that were counted although no request left for them. */
export function burntAttempts(history: Pick<History, 'runs' | 'requests'>): number {
  const seen = Map.groupBy(history.requests, ({ command }) => command);
  return commandsIn(history).reduce(
    (sum, { id, attempts }) =>
      sum + Math.max(0, new Set(attempts.map(({ attempt }) => attempt)).size - (seen.get(id)?.length ?? 0)),
    0,
  );
}

export const deadCommands = (history: Pick<History, 'runs'>): number =>
  commandsIn(history).filter(({ status }) => status === 'dead').length;

/** Requests beyond the first of a command. */
export const extraRequests = ({ requests }: Pick<History, 'requests'>): number =>
  requests.length - new Set(requests.map(({ command }) => command)).size;

/** Events whose answer came between these two moments. */
export const answeredBetween = (
  events: readonly SentEvent[],
  [from, to]: readonly [from: number, to: number],
): readonly SentEvent[] => events.filter(({ at = Number.NaN, answer }) => answer === 'acked' && at >= from && at <= to);

/** Seconds from a moment until the last of the events that were there by then had its end. */
export function recoveredAfter({ events, runs }: Pick<History, 'events' | 'runs'>, moment: number): number {
  const there = new Set(answeredBetween(events, [0, moment]).map(({ tenant, id }) => `${tenant} ${id}`));
  const ends = runs
    .filter(({ tenant, event }) => there.has(`${tenant} ${event.id}`))
    .flatMap(({ steps }) => steps.flatMap(({ command }) => command?.attempts ?? []))
    .map(({ finishedAt }) => Date.parse(finishedAt))
    .filter((at) => !Number.isNaN(at));
  return Math.max(0, (ends.reduce((latest, at) => Math.max(latest, at), 0) - moment) / 1_000);
}

/** Attempts that began before the one before them had ended. */
export const overlappingAttempts = (history: Pick<History, 'runs'>): number =>
  commandsIn(history).reduce((sum, { attempts }) => {
    const inOrder = attempts.toSorted((a, b) => a.attempt - b.attempt);
    return (
      sum +
      inOrder.filter(({ startedAt }, index) => {
        const before = inOrder[index - 1];
        return before !== undefined && Date.parse(startedAt ?? '') < Date.parse(before.finishedAt);
      }).length
    );
  }, 0);
