import type { JsonObject } from '@hookswitch/domain';
import { objects, text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { letterFilter, LETTER_OPTIONS } from '../letter-options.js';
import { table } from '../table.js';

export const deadLettersList: Command = {
  name: 'dead-letters list',
  operands: [],
  summary:
    'List what cannot go on without a person, newest first: commands that ended dead, and messages that no service could read.',
  usesGateway: true,
  json: '{items: [DEAD_LETTER], next?}, as GET /v1/dead-letters answers',
  options: {
    state: {
      type: 'string',
      value: 'STATE',
      description: 'open (default), redriven, discarded or all.',
    },
    ...LETTER_OPTIONS,
    limit: { type: 'string', value: 'N', description: 'At most so many.' },
    cursor: { type: 'string', value: 'CURSOR', description: 'What the page before gave as next.' },
  },
  examples: ['dead-letters list', 'dead-letters list --kind command --reason exhausted --json'],
  async run({ options, config }) {
    const api = await Api.of(config);
    const [state, limit, cursor] = ['state', 'limit', 'cursor'].map((name) => options.text(name));
    const query = { ...letterFilter(options), state, limit, cursor };
    const { body } = await api.send({ method: 'GET', path: '/v1/dead-letters', query });
    const { items, next } = body;
    const rows = objects(items).map(row);
    const lines =
      rows.length === 0
        ? ['There are no such dead letters.']
        : table(['DEAD LETTER', 'KIND', 'REASON', 'WHERE', 'RUN', 'AT', 'WHY'], rows);
    return { json: body, lines: typeof next === 'string' ? [...lines, '', `More: --cursor ${next}`] : lines };
  },
};

function row({ id, kind, reason, connector, step, stage, service, run, at, message }: JsonObject): readonly string[] {
  const where = kind === 'command' ? `${text(step)} (${text(connector)})` : `${text(stage)} (${text(service)})`;
  return [text(id), text(kind), text(reason), where, text(run) || '-', text(at), text(message)];
}
