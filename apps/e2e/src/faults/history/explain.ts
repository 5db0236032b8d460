import type { Attempt } from '../../harness/runs.js';
import type { Violation } from './checker.js';
import { commandsOf } from './expected.js';
import type { History, Model, SeenRequest, SentEvent, TenantRun } from './history.js';
import { shrink } from './shrink.js';

/** The same violations; the first of each rule with the smallest history that shows it, told in lines. */
export function explain(violations: readonly Violation[], history: History, model: Model): readonly Violation[] {
  const told = new Set<string>();
  return violations.map((violation) => {
    if (told.has(violation.rule)) return violation;
    told.add(violation.rule);
    return { ...violation, smallest: retell(shrink(history, model, violation)) };
  });
}

const MOST_LINES = 40;

/** One line for each event, run, request and result. */
function retell({ events, runs, requests, results }: History): readonly string[] {
  const lines = [
    ...events.map(sent),
    ...runs.flatMap(went),
    ...requests.map(seen),
    ...results.map(
      ({ command, seq, redrives, status }) => `result ${seq} of ${command}: ${status ?? '-'}, ${redrives} redrive(s)`,
    ),
  ];
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

const sent = ({ tenant, id, type, subject, seq, answer, line }: SentEvent): string =>
  `event ${id} of ${tenant}: ${type}, ${subject} number ${seq}${line === undefined ? '' : `, line ${line}`}, ${answer}`;

const went = (run: TenantRun): readonly string[] => [
  `run of ${run.event.id}: ${run.workflow.name} ${run.status}`,
  ...commandsOf(run).map(
    ({ id, status, reason = '', attempts }) => `  command ${id}: ${status} ${reason}${attempts.map(tried).join('')}`,
  ),
];

const tried = ({ attempt, outcome, startedAt = '?', finishedAt }: Attempt): string =>
  `; ${attempt} ${outcome ?? '-'} ${startedAt} to ${finishedAt}`;

const seen = ({ seq, at, provider, command, succeeded }: SeenRequest): string =>
  `request ${seq} to ${provider} of ${command}${at === undefined ? '' : ` at ${new Date(at).toISOString()}`}: ${succeeded ? 'done' : 'not done'}`;
