import type { JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';
import { Api, problemLine } from '../api/api.js';
import type { Command } from '../command.js';
import { visible } from '../table.js';

export const explain: Command = {
  name: 'explain',
  operands: ['EVENT'],
  summary: 'Say for each workflow that listens for an event why it fired or did not.',
  usesGateway: true,
  json: '{event, planned, revision?, workflows: [{workflow, fired, conditions, run?, steps?, commands?, problems?}]}, as GET /v1/explain answers',
  options: {
    source: { type: 'string', value: 'URI', description: 'Source of the event, where several use the same id.' },
  },
  examples: ['explain 6f1c9a', 'explain 6f1c9a --source /pbx'],
  async run({ operands, options, config }) {
    const api = await Api.of(config);
    const query = { event: operands[0], source: options.text('source') };
    const { body } = await api.send({ method: 'GET', path: '/v1/explain', query });
    return { json: body, lines: linesOf(body).map(visible) };
  },
};

function linesOf({ planned, workflows }: JsonObject): readonly string[] {
  if (planned === false) return ['rules has not planned this event yet.'];
  const explained = objects(workflows);
  return explained.length === 0 ? ['No workflow listens for this event.'] : explained.flatMap(workflowLines);
}

function workflowLines({ workflow, fired, conditions, problems, run }: JsonObject): readonly string[] {
  const { name, version } = object(workflow);
  const verdict = fired === true ? `fired, run ${text(run)}` : 'did not fire';
  return [
    `${text(name)} (version ${text(version)}) ${verdict}`,
    ...objects(conditions).flatMap((condition) => traceLines(condition, 1)),
    ...objects(problems).map((problem) => `  ${problemLine(problem)}`),
  ];
}

function whatOf({ kind, field, operator, cel, item }: JsonObject): string {
  const what = kind === 'leaf' ? `${text(field)} ${text(operator)}` : kind === 'cel' ? `cel ${text(cel)}` : text(kind);
  return typeof item === 'number' ? `[${item}] ${what}` : what;
}

function traceLines(trace: JsonObject, depth: number): readonly string[] {
  const { held, why, children } = trace;
  const reason = text(why) === '' ? '' : `: ${text(why)}`;
  return [
    `${'  '.repeat(depth)}${held === true ? 'held' : 'failed'}: ${whatOf(trace)}${reason}`,
    ...objects(children).flatMap((child) => traceLines(child, depth + 1)),
  ];
}
