import type { RunCommand } from '../../harness/runs.js';
import type { Random } from '../load/random.js';
import type { Violation } from './checker.js';
import { commandsOf } from './expected.js';
import type { History, SeenRequest, TenantRun } from './history.js';

/** One known mistake, made at a place that is drawn, and the rule that must notice it. */
export type Mistake = readonly [
  how: string,
  rule: Violation['rule'],
  make: (history: History, random: Random) => History,
];

const pick = <T>(items: readonly T[], random: Random): T => {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};
const swap = <T>(items: readonly T[], old: T, ...made: readonly T[]): readonly T[] =>
  items.flatMap((item) => (item === old ? made : [item]));

const onRun =
  (change: (run: TenantRun) => TenantRun | undefined) =>
  (history: History, random: Random): History => {
    const old = pick(history.runs, random);
    const made = change(old);
    return { ...history, runs: swap(history.runs, old, ...(made ? [made] : [])) };
  };
const onCommand = (change: (command: RunCommand) => RunCommand) =>
  onRun((run) => ({
    ...run,
    steps: run.steps.map((step) => (step.command ? { ...step, command: change(step.command) } : step)),
  }));
const onRequest =
  (change: (request: SeenRequest) => readonly SeenRequest[]) =>
  (history: History, random: Random): History => {
    const old = pick(history.requests, random);
    return { ...history, requests: swap(history.requests, old, ...change(old)) };
  };

/** Two neighbours of one lane change places, as they began or as they arrived. */
const inLane =
  (change: (history: History, first: RunCommand, second: RunCommand) => History) =>
  (history: History, random: Random): History => {
    const lanes = [
      ...Map.groupBy(
        history.runs,
        ({ tenant, workflow, event }) => `${tenant} ${workflow.name} ${event.subject}`,
      ).values(),
    ];
    const [first, second] = pick(
      lanes.filter(({ length }) => length > 1),
      random,
    ).flatMap(commandsOf);
    if (!first || !second) throw new Error('no lane with two events');
    return change(history, first, second);
  };
const with1st =
  (at: string) =>
  (command: RunCommand): RunCommand => ({
    ...command,
    attempts: command.attempts.map((attempt) => (attempt.attempt === 1 ? { ...attempt, startedAt: at } : attempt)),
  });
const replaced = (
  runs: readonly TenantRun[],
  id: string,
  change: (command: RunCommand) => RunCommand,
): readonly TenantRun[] =>
  runs.map((run) => ({
    ...run,
    steps: run.steps.map((step) => (step.command?.id === id ? { ...step, command: change(step.command) } : step)),
  }));

export const MISTAKES: readonly Mistake[] = [
  ['a run is gone', 'lost', onRun(() => undefined)],
  ['a run does not end', 'open', onRun((run) => ({ ...run, status: 'running' }))],
  ['a command is given up', 'unfinished', onCommand((command) => ({ ...command, status: 'dead', reason: 'exhausted' }))],
  ['an event nobody sent has a run', 'phantom run', onRun((run) => ({ ...run, event: { ...run.event, id: 'nobody' } }))],
  ['a request belongs to no command', 'phantom request', onRequest((request) => [request, { ...request, command: 'nobody' }])],
  ['a request says another tenant', 'foreign request', onRequest((request) => [{ ...request, tenant: 'other' }])],
  ['a request has another body', 'changed request', onRequest((request) => [{ ...request, digest: 'other' }])],
  ['a request comes twice', 'unexplained repeat', onRequest((request) => [request, request])],
  ['no target has seen a success', 'hollow success', (history, random) => {
    const { command } = pick(history.requests, random);
    return { ...history, requests: history.requests.filter((request) => request.command !== command) };
  }],
  ['a success is taken for a refusal', 'unheard success', onCommand((command) => ({
    ...command, status: 'dead', reason: 'rejected', attempts: command.attempts.map((attempt) => ({ ...attempt, outcome: 'failed' })),
  }))],
  ['a later event begins first', 'order', inLane((history, first, second) => ({
    ...history, runs: replaced(history.runs, second.id, with1st(new Date(Date.parse(first.attempts[0]?.startedAt ?? '') - 1).toISOString())),
  }))],
  ['a later event arrives first', 'order of arrival', inLane((history, first, second) => ({
    ...history, requests: history.requests.map((request) => (request.command === second.id && isFirst(history, request) ? { ...request, seq: -1 } : request)),
    runs: replaced(history.runs, first.id, (command) => command),
  }))],
  ['there is no end of attempts', 'too many attempts', onCommand((command) => ({
    ...command, attempts: [1, 2, 3, 4, 5].map((attempt) => ({ seq: attempt, attempt, outcome: 'unknown', finishedAt: '2026-11-20T12:00:00.000Z' })),
  }))],
  ['a repetition does not wait', 'too early', onCommand(({ attempts: [first], ...command }) => ({
    ...command,
    attempts: first ? [{ ...first, outcome: 'retry' }, { ...first, seq: 2, attempt: 2, startedAt: first.finishedAt }] : [],
  }))],
  ['an end changes', 'changed end', (history, random) => {
    const { command } = pick(history.results, random);
    return { ...history, results: [...history.results, { command, seq: 99, redrives: 0, status: 'dead' }] };
  }],
]; // prettier-ignore

const isFirst = ({ requests }: History, { command, seq }: SeenRequest): boolean =>
  requests.every((other) => other.command !== command || other.seq >= seq);
