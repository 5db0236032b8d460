import { isEndState } from '@hookswitch/domain';
import type { Run, RunCommand } from '../../harness/runs.js';
import type {
  Expectation,
  ExpectedStep,
  History,
  Model,
  SeenRequest,
  SeenResult,
  SentEvent,
  TenantRun,
} from './history.js';

export const RULES = [
  'refused', 'lost', 'open', 'unfinished', 'phantom run', 'partial', 'phantom request', 'foreign request',
  'unexplained repeat', 'hollow success', 'order', 'changed end', 'unrest',
] as const; // prettier-ignore
export interface Violation {
  readonly rule: (typeof RULES)[number];
  readonly what: string;
}

/** Pure: what the senders, the providers, the connectors and the run history say, held against each other and against what was to be expected. */
export function check({ events, runs, requests, results }: History, model: Model): readonly Violation[] {
  const all = [...events, ...published(runs, model)].map((event) => ({ event, expected: model.expected(event) }));
  const byPlace = new Map(runs.map((run) => [placeOf(run.tenant, run.event.id, run.workflow.name), run]));
  const byEvent = new Map(all.map((each) => [eventOf(each.event.tenant, each.event.id), each]));
  return [
    ...all.flatMap((each) => outcomeOf(each, byPlace)),
    ...runs.flatMap((run) => phantomRun(run, byEvent.get(eventOf(run.tenant, run.event.id)))),
    ...effects(runs, requests),
    ...inversions(all, byPlace),
    ...changedEnds(results),
  ];
}

interface ExpectedOf {
  readonly event: SentEvent;
  readonly expected: readonly Expectation[];
}

/** Events that succeeded commands must have brought about. */
function published(runs: readonly TenantRun[], { publishing }: Model): readonly SentEvent[] {
  if (!publishing) return [];
  const { workflow: name, step, type } = publishing;
  return runs.flatMap((run) => {
    const command = run.workflow.name === name ? commandOf(run, step) : undefined;
    if (command?.status !== 'succeeded') return [];
    const { tenant, event } = run;
    return [{ tenant, id: `${command.id}~0`, type, subject: event.subject, seq: 0, answer: 'acked' as const }];
  });
}

function outcomeOf({ event, expected }: ExpectedOf, runs: ReadonlyMap<string, TenantRun>): readonly Violation[] {
  const name = `${event.tenant} ${event.type} ${event.id}`;
  if (event.answer === 'refused') return [{ rule: 'refused', what: name }];
  const found = expected.map((each) => ({
    each,
    run: runs.get(placeOf(event.tenant, event.id, each.workflow)),
  }));
  const isThere = found.some(({ run }) => run !== undefined);
  // Nobody promised anything about it; but what was taken at all is taken whole.
  if (event.answer === 'unknown' && !isThere) return [];
  const missing = event.answer === 'acked' ? 'lost' : 'partial';
  return found.flatMap(({ each, run }) =>
    run ? ending(name, each, run) : [{ rule: missing, what: `${name}: no run of ${each.workflow}` }],
  );
}

function ending(name: string, { workflow, steps }: Expectation, run: TenantRun): readonly Violation[] {
  const open: readonly Violation[] =
    run.status === 'running' ? [{ rule: 'open', what: `${name}: ${workflow} still runs` }] : [];
  const unfinished = steps.flatMap((step): readonly Violation[] => {
    const command = commandOf(run, step.id);
    if (isAccountedFor(step, command)) return [];
    const how = command
      ? `${command.status} ${command.reason ?? ''} after ${command.attempts.length} attempt(s)`
      : 'was never planned';
    return [{ rule: 'unfinished', what: `${name}: ${workflow}/${step.id} ${how}` }];
  });
  return [...open, ...unfinished];
}

function isAccountedFor(step: ExpectedStep, command: RunCommand | undefined): boolean {
  if (command?.status === 'succeeded') return true;
  if (command?.status !== 'dead') return false;
  const { reason = '', attempts } = command;
  if (step.mayDieOf?.includes(reason)) return true;
  return step.mayStayUnknown === true && reason === 'unknown' && attempts.some(({ outcome }) => outcome === 'unknown');
}

function phantomRun(run: TenantRun, known: ExpectedOf | undefined): readonly Violation[] {
  const isExpected =
    known && known.event.answer !== 'refused' && known.expected.some(({ workflow }) => workflow === run.workflow.name);
  return isExpected
    ? []
    : [{ rule: 'phantom run', what: `${run.tenant} ${run.event.id}: ${run.workflow.name} ${run.id}` }];
}

function effects(runs: readonly TenantRun[], requests: readonly SeenRequest[]): readonly Violation[] {
  const commands = new Map(
    runs.flatMap((run) => commandsOf(run).map((command) => [command.id, { tenant: run.tenant, command }])),
  );
  const byCommand = Map.groupBy(requests, ({ command }) => command);
  const seen = [...byCommand].flatMap(([id, made]): readonly Violation[] => {
    const known = commands.get(id);
    if (!known) return [{ rule: 'phantom request', what: `${made[0]?.provider ?? ''} ${id}` }];
    return [...foreign(known.tenant, made), ...repeats(known.command, made)];
  });
  const hollow = [...commands.values()].flatMap(({ command }): readonly Violation[] => {
    const isTrue = command.status !== 'succeeded' || byCommand.get(command.id)?.some(({ succeeded }) => succeeded);
    return isTrue ? [] : [{ rule: 'hollow success', what: `${command.connector} ${command.id}` }];
  });
  return [...seen, ...hollow];
}

const foreign = (tenant: string, made: readonly SeenRequest[]): readonly Violation[] =>
  made
    .filter((request) => request.tenant !== undefined && request.tenant !== tenant)
    .map(({ command, provider }) => ({ rule: 'foreign request', what: `${provider} ${command} of ${tenant}` }));

/** Every request after the first needs an attempt before it that failed or nobody knows the end of. */
function repeats({ id, connector, attempts }: RunCommand, made: readonly SeenRequest[]): readonly Violation[] {
  const excuses = attempts.filter(({ outcome }) => outcome === 'unknown' || outcome === 'retry').length;
  if (made.length - 1 <= excuses) return [];
  return [{ rule: 'unexplained repeat', what: `${connector} ${id}: ${made.length} requests, ${excuses} excuse(s)` }];
}

/** First attempts of a step for one subject must not start before those of earlier events. */
function inversions(all: readonly ExpectedOf[], runs: ReadonlyMap<string, TenantRun>): readonly Violation[] {
  const starts = all.flatMap(({ event, expected }) =>
    expected.flatMap(({ workflow, steps }) =>
      steps.flatMap(({ id, ordered }) => {
        const run = runs.get(placeOf(event.tenant, event.id, workflow));
        const at = ordered && run && firstStart(commandOf(run, id));
        return at ? [{ lane: [event.tenant, workflow, id, event.subject].join(' '), event, at }] : [];
      }),
    ),
  );
  return [...Map.groupBy(starts, ({ lane }) => lane)].flatMap(([lane, unsorted]) => {
    const inOrder = unsorted.toSorted((a, b) => a.event.seq - b.event.seq);
    return inOrder.flatMap(({ at, event }, index): readonly Violation[] => {
      const next = inOrder[index + 1];
      return next && next.at < at
        ? [{ rule: 'order', what: `${lane}: ${next.event.id} began before ${event.id}` }]
        : [];
    });
  });
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

const eventOf = (tenant: string, event: string): string => `${tenant}|${event}`;
const placeOf = (tenant: string, event: string, workflow: string): string => `${tenant}|${event}|${workflow}`;
const commandsOf = (run: Run): readonly RunCommand[] => run.steps.flatMap(({ command }) => command ?? []);
const commandOf = (run: Run, step: string): RunCommand | undefined => run.steps.find(({ id }) => id === step)?.command;
const firstStart = (command: RunCommand | undefined): string | undefined =>
  command?.attempts.find(({ attempt }) => attempt === 1)?.startedAt;
