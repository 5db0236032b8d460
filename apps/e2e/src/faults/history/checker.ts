import { isEndState } from '@hookswitch/domain';
import { discipline } from './discipline.js';
import { effects } from './effects.js';
import { outcomeOf, phantomRun } from './endings.js';
import { eventOf, expectedOf, placeOf } from './expected.js';
import type { History, Model, SeenResult } from './history.js';
import { order } from './order.js';

export const RULES = [
  'refused', 'lost', 'open', 'unfinished', 'phantom run', 'partial', 'phantom request', 'foreign request', 'changed request',
  'unexplained repeat', 'hollow success', 'unheard success', 'order', 'order of arrival', 'too many attempts', 'too early',
  'changed end', 'unrest', 'secret',
] as const; // prettier-ignore
export interface Violation {
  readonly rule: (typeof RULES)[number];
  readonly what: string;
  /** The smallest history that shows it, in lines; of the first violation of a rule. */
  readonly smallest?: readonly string[];
}

/** Pure: what the senders, the providers, the connectors and the run history say, held against each other and against what was to be expected. */
export function check({ events, runs, requests, results }: History, model: Model): readonly Violation[] {
  const all = expectedOf(events, runs, model);
  const byPlace = new Map(runs.map((run) => [placeOf(run.tenant, run.event.id, run.workflow.name), run]));
  const byEvent = new Map(all.map((each) => [eventOf(each.event.tenant, each.event.id), each]));
  return [
    ...all.flatMap((each) => outcomeOf(each, byPlace)),
    ...runs.flatMap((run) => phantomRun(run, byEvent.get(eventOf(run.tenant, run.event.id)))),
    ...effects(runs, requests, model),
    ...order(all, byPlace, requests),
    ...discipline(all, byPlace, { requests, results }),
    ...changedEnds(results),
  ];
}

/** An end state changes only by a redrive. */
const changedEnds = (results: readonly SeenResult[]): readonly Violation[] =>
  [...Map.groupBy(results, ({ command, redrives }) => `${command}, ${redrives} redrive(s)`)].flatMap(
    ([which, unsorted]): readonly Violation[] => {
      const states = unsorted.toSorted((a, b) => a.seq - b.seq).flatMap(({ status }) => status ?? []);
      const end = states.find(isEndState);
      const other = end && states.slice(states.indexOf(end)).find((state) => state !== end);
      return other ? [{ rule: 'changed end', what: `${which}: ${end} became ${other}` }] : [];
    },
  );
