import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { object, objects, text } from './answer-fields.js';

/** A run as `GET /v1/runs/{id}` answers it, for a person. */
export function runLines({ id, status, reason, workflow, event, steps }: JsonObject): readonly string[] {
  const [flow, cause] = [object(workflow), object(event)];
  return [
    `Run ${text(id)} ${text(status)}${because(status, reason)}`,
    `Workflow ${text(flow['name'])}, version ${text(flow['version'])}`,
    `Event ${text(cause['type'])} ${text(cause['id'])}, subject ${text(cause['subject'])}`,
    ...objects(steps).flatMap(stepLines),
  ];
}

function stepLines({ id, kind, status, detail, command }: JsonObject): readonly string[] {
  const head = `- ${text(id)} (${text(kind)}): ${text(status)}${because(status, detail)}`;
  if (!isJsonObject(command)) return [head];
  const { connector, status: state, reason, attempts, deliveries } = command;
  return [
    head,
    `    command ${text(command['id'])} to ${text(connector)}: ${text(state)}${because(state, reason)}`,
    ...objects(attempts).map(attemptLine),
    ...objects(deliveries).map(deliveryLine),
  ];
}

function deliveryLine({ status, at, error }: JsonObject): string {
  const { code, message } = object(error);
  const why = code === undefined ? '' : `, ${[code, message].map(text).filter(Boolean).join(': ')}`;
  return `    reported ${text(at)}: ${text(status)}${why}`;
}

export function attemptLine({ attempt, outcome, status, error, finishedAt }: JsonObject): string {
  const { code, message } = object(error);
  const what = text(outcome) || text(status);
  return `    attempt ${text(attempt)} ${text(finishedAt)}: ${what}${code === undefined ? '' : `, ${text(code)}: ${text(message)}`}`;
}

/** What is `cancelled` says so once. */
const because = (status: Json | undefined, reason: Json | undefined): string =>
  text(reason) === '' || reason === status ? '' : ` (${text(reason)})`;
