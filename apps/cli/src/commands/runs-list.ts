import type { JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { table } from '../table.js';

export const runsList: Command = {
  name: 'runs list',
  operands: [],
  summary: 'List runs, newest first.',
  usesGateway: true,
  json: '{items: [RUN], next?}, as GET /v1/runs answers',
  options: {
    workflow: { type: 'string', value: 'ID', description: 'Of this workflow.' },
    status: { type: 'string', value: 'STATUS', description: 'running, succeeded, skipped, cancelled or dead.' },
    subject: { type: 'string', value: 'ID', description: 'Of this call (or message, contact).' },
    event: { type: 'string', value: 'ID', description: 'Started by this event.' },
    limit: { type: 'string', value: 'N', description: 'At most so many.' },
    cursor: { type: 'string', value: 'CURSOR', description: 'What the page before gave as next.' },
  },
  examples: ['runs list --status dead', 'runs list --subject c-1 --json'],
  async run({ options, config }) {
    const api = await Api.of(config);
    const names = ['workflow', 'status', 'subject', 'event', 'limit', 'cursor'];
    const query = Object.fromEntries(names.map((name) => [name, options.text(name)]));
    const { body } = await api.send({ method: 'GET', path: '/v1/runs', query });
    const { items, next } = body;
    const rows = objects(items).map(row);
    const lines =
      rows.length === 0
        ? ['There are no such runs.']
        : table(['RUN', 'STATUS', 'WORKFLOW', 'EVENT', 'SUBJECT', 'STARTED'], rows);
    return { json: body, lines: typeof next === 'string' ? [...lines, '', `More: --cursor ${next}`] : lines };
  },
};

function row({ id, status, workflow, event, startedAt }: JsonObject): readonly string[] {
  const { type, subject } = object(event);
  return [id, status, object(workflow)['name'], type, subject, startedAt].map(text);
}
