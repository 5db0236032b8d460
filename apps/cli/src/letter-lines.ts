import { isJsonObject, type JsonObject } from '@hookswitch/domain';
import { object, objects, text } from './answer-fields.js';
import { attemptLine } from './run-lines.js';

/** A dead letter as `GET /v1/dead-letters/{id}` answers it, for a person. */
export function letterLines(letter: JsonObject): readonly string[] {
  const { id, kind, state, reasons } = letter;
  return [
    `Dead ${text(kind)} ${text(id)}, ${text(state)}`,
    ...(kind === 'command' ? commandLines(letter) : messageLines(letter)),
    'How it came to be dead:',
    ...objects(reasons).map(reasonLine),
  ];
}

function commandLines({ run, step, connector, workflow, event, redrives, command }: JsonObject): readonly string[] {
  const [flow, cause, { params, attempts }] = [object(workflow), object(event), object(command)];
  return [
    `Step ${text(step)} of run ${text(run)}, to ${text(connector)}, redriven ${text(redrives)} times`,
    ...(flow['name'] === undefined ? [] : [`Workflow ${text(flow['name'])}, version ${text(flow['version'])}`]),
    ...(cause['id'] === undefined ? [] : [`Event ${text(cause['type'])} ${text(cause['id'])}`]),
    ...(params === undefined ? [] : [`Parameters ${JSON.stringify(params)}`]),
    ...objects(attempts).map((attempt) => attemptLine(attempt).trimStart()),
  ];
}

function messageLines({ stage, service, origin, bytes, truncatedFrom, key, value, headers }: JsonObject) {
  const { topic, partition, offset } = object(origin);
  const cut = truncatedFrom === undefined ? '' : `, the beginning of ${text(truncatedFrom)}`;
  return [
    `Not taken by ${text(service)} (${text(stage)}), from ${text(topic)} ${text(partition)}-${text(offset)}`,
    `${text(bytes)} bytes${cut}`,
    ...(typeof key === 'string' ? [`Key ${shown(key)}`] : []),
    ...Object.entries(object(headers)).map(([name, bytesOf]) => `Header ${name}: ${shown(text(bytesOf))}`),
    ...(typeof value === 'string' ? [`Value ${shown(value)}`] : []),
  ];
}

/** Text where the bytes are some; the rest is base64, as it came. */
function shown(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const asText = bytes.toString('utf8');
  return Buffer.from(asText, 'utf8').equals(bytes) ? asText : `(base64) ${base64}`;
}

function reasonLine({ what, at, reason, code, message, by, letter }: JsonObject): string {
  const why = [reason, code, message].map(text).filter(Boolean).join(': ');
  const who = by === undefined ? '' : ` by ${text(by)}`;
  const where = letter === undefined ? '' : ` as ${text(letter)}`;
  return `- ${text(at)} ${text(what)}${where}${who}${why === '' ? '' : `: ${why}`}`;
}

/** A redrive of many as `GET /v1/redrives/{id}` answers it. */
export function redriveLines({ id, state, redriven, skipped, perSecond, most, filter, by }: JsonObject) {
  const which = Object.entries(isJsonObject(filter) ? filter : {}).map(([name, value]) => `${name} ${text(value)}`);
  return [
    `Redrive ${text(id)} ${text(state)}: ${text(redriven)} redriven, ${text(skipped)} could not be`,
    `${which.length === 0 ? 'All' : which.join(', ')}, ${text(perSecond)} a second${most === undefined ? '' : `, at most ${text(most)}`}, begun by ${text(by)}`,
  ];
}
