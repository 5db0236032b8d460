import type { RunCommand } from '../../harness/runs.js';
import type { Violation } from './checker.js';
import { commandOf, placeOf, type ExpectedOf } from './expected.js';
import type { SeenRequest, SentEvent, TenantRun } from './history.js';

/** One event's part in a lane: its first attempt as the ledger has it, and as the target has seen it. */
interface Turn {
  readonly lane: string;
  readonly event: SentEvent;
  readonly command: RunCommand;
}

/** First attempts of a step for one subject must neither start nor arrive before those of earlier events (I4). */
export function order(
  all: readonly ExpectedOf[],
  runs: ReadonlyMap<string, TenantRun>,
  requests: readonly SeenRequest[],
): readonly Violation[] {
  const arrivals = firstArrivals(requests);
  const lanes = [...Map.groupBy(turnsOf(all, runs), ({ lane }) => lane)].map(
    ([lane, turns]) => [lane, turns.toSorted((a, b) => a.event.seq - b.event.seq)] as const,
  );
  return lanes.flatMap(([lane, turns]) => [
    ...overtaken(lane, turns, ({ command }) => started(command)).map((what): Violation => ({
      rule: 'order',
      what: what('began'),
    })),
    ...overtaken(lane, turns, ({ command }) => arrivedFirst(command, arrivals.get(command.id))).map(
      (what): Violation => ({ rule: 'order of arrival', what: what('arrived') }),
    ),
  ]);
}

const turnsOf = (all: readonly ExpectedOf[], runs: ReadonlyMap<string, TenantRun>): readonly Turn[] =>
  // What nobody has acknowledged may have been taken at any time.
  all
    .filter(({ event }) => event.answer === 'acked')
    .flatMap(({ event, expected }) =>
      expected.flatMap(({ workflow, steps }) =>
        steps.flatMap(({ id, ordered }) => {
          const run = runs.get(placeOf(event.tenant, event.id, workflow));
          const command = ordered && run && commandOf(run, id);
          return command ? [{ lane: [event.tenant, workflow, id, event.subject].join(' '), event, command }] : [];
        }),
      ),
    );

/** Neighbours of a lane of which the later event came first; those without a time are as if they were not there. */
function overtaken(
  lane: string,
  turns: readonly Turn[],
  timeOf: (turn: Turn) => number | undefined,
): readonly ((did: string) => string)[] {
  const timed = turns.flatMap((turn) => {
    const at = timeOf(turn);
    return at === undefined ? [] : [{ event: turn.event, at }];
  });
  return timed.flatMap(({ at, event }, index) => {
    const next = timed[index + 1];
    return next && next.at < at ? [(did: string) => `${lane}: ${next.event.id} ${did} before ${event.id}`] : [];
  });
}

const firstAttempt = ({ attempts }: RunCommand) => attempts.find(({ attempt }) => attempt === 1);

/** In microseconds: two starts may share their millisecond. */
function started(command: RunCommand): number | undefined {
  const text = firstAttempt(command)?.startedAt;
  return text === undefined ? undefined : Date.parse(text) * 1_000 + Number(/\.\d{3}(\d{3})/.exec(text)?.[1] ?? 0);
}

interface Arrival {
  readonly seq: number;
  readonly at: number;
}

/** By command; targets that keep no time are left out. */
function firstArrivals(requests: readonly SeenRequest[]): ReadonlyMap<string, Arrival> {
  const first = new Map<string, Arrival>();
  for (const { command, seq, at } of requests) {
    if (at !== undefined && seq < (first.get(command)?.seq ?? Number.POSITIVE_INFINITY))
      first.set(command, { seq, at });
  }
  return first;
}

/** Place of the request in the order of all, if it was the first attempt's: a process may die between start and request. */
function arrivedFirst(command: RunCommand, arrival: Arrival | undefined): number | undefined {
  const attempt = firstAttempt(command);
  if (!arrival || !attempt) return undefined;
  return arrival.at <= Date.parse(attempt.finishedAt) ? arrival.seq : undefined;
}
