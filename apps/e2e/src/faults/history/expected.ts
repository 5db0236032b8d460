import type { Run, RunCommand } from '../../harness/runs.js';
import type { Expectation, Model, SentEvent, TenantRun } from './history.js';

/** An event, and what has to come of it. */
export interface ExpectedOf {
  readonly event: SentEvent;
  readonly expected: readonly Expectation[];
}

/** All events with what has to come of them, also those that succeeded commands must have brought about. */
export const expectedOf = (
  events: readonly SentEvent[],
  runs: readonly TenantRun[],
  model: Model,
): readonly ExpectedOf[] =>
  [...events, ...published(runs, model)].map((event) => ({ event, expected: model.expected(event) }));

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

export const eventOf = (tenant: string, event: string): string => `${tenant}|${event}`;
export const placeOf = (tenant: string, event: string, workflow: string): string => `${tenant}|${event}|${workflow}`;
export const commandsOf = (run: Run): readonly RunCommand[] => run.steps.flatMap(({ command }) => command ?? []);
export const commandOf = (run: Run, step: string): RunCommand | undefined =>
  run.steps.find(({ id }) => id === step)?.command;
