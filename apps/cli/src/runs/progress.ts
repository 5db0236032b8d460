import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';

/** What a run did so far, in plain words and in order: a later look at the same run has these lines and more. */
export function progressOf(run: JsonObject): readonly string[] {
  const { id, workflow, event, steps, status } = run;
  const [flow, cause] = [object(workflow), object(event)];
  const isOver = hasEnded(run);
  return [
    `${text(flow['name'])} (version ${text(flow['version'])}) runs for ${text(cause['type'])} ${text(cause['id'])}: run ${text(id)}`,
    ...objects(steps).flatMap((step) => stepLines(step, isOver)),
    ...(isOver ? [`${text(flow['name'])} ended ${text(status)}${because(run['reason'])}${duration(run)}.`] : []),
  ];
}

export const hasEnded = ({ status }: JsonObject): boolean => text(status) !== '' && status !== 'running';

/** What a person asked for was not done. */
export const wentWrong = ({ status }: JsonObject): boolean => status === 'dead' || status === 'cancelled';

function stepLines({ id, kind, status, detail, command }: JsonObject, isOver: boolean): readonly string[] {
  const name = text(id);
  if (kind === 'condition') {
    if (status === 'passed') return [`  ${name}: the condition holds`];
    if (status === 'stopped') return [`  ${name}: the condition does not hold${because(detail)}; the run ends here`];
  }
  if (kind === 'delay' && status === 'delayed') return [`  ${name}: waits until ${text(detail)}`];
  if (status === 'skipped') return isOver ? [`  ${name}: not reached`] : [];
  if (!isJsonObject(command)) return [];
  const { connector, status: state, reason, attempts } = command;
  const how = status === 'awaited' ? ', and the run waits for it' : '';
  return [
    `  ${name}: handed to ${text(connector)}${how}`,
    ...objects(attempts).flatMap((attempt) => attemptLines(name, attempt)),
    ...(ENDED_BADLY.has(text(state)) ? [`  ${name}: ${text(state)}${because(reason)}`] : []),
  ];
}

const ENDED_BADLY: ReadonlySet<string> = new Set(['dead', 'cancelled', 'skipped']);

function attemptLines(step: string, { attempt, outcome, error, nextAttemptAt }: JsonObject): readonly string[] {
  // A state that was reached without an attempt stands with the command.
  if (outcome === undefined || attempt === 0) return [];
  const { code, message } = object(error);
  const why = code === undefined ? '' : ` (${[text(code), text(message)].filter((part) => part !== '').join(': ')})`;
  const next = text(nextAttemptAt) === '' ? '' : `, next look at ${text(nextAttemptAt)}`;
  return [`  ${step}: attempt ${text(attempt)} ${OUTCOMES[text(outcome)] ?? text(outcome)}${why}${next}`];
}

const OUTCOMES: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  retry: 'failed, and may be tried again',
  failed: 'was refused',
  unknown: 'may have had its effect',
  pending: 'was accepted and is being worked on',
};

function duration({ startedAt, endedAt }: JsonObject): string {
  const took = Date.parse(text(endedAt)) - Date.parse(text(startedAt));
  return Number.isFinite(took) ? ` after ${(took / 1_000).toFixed(1)} s` : '';
}

const because = (reason: Json | undefined): string => (text(reason) === '' ? '' : ` (${text(reason)})`);
