import type { JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { table } from '../table.js';

export const tenantsList: Command = {
  name: 'tenants list',
  operands: [],
  summary: 'List the tenants of the installation. Takes a key with the scope platform.',
  usesGateway: true,
  json: '{items: [TENANT], next?}, as GET /v1/tenants answers',
  options: {
    limit: { type: 'string', value: 'N', description: 'At most so many.' },
    cursor: { type: 'string', value: 'CURSOR', description: 'What the page before gave as next.' },
  },
  examples: ['tenants list', 'tenants list --json'],
  async run({ options, config }) {
    const api = await Api.of(config);
    const query = { limit: options.text('limit'), cursor: options.text('cursor') };
    const { body } = await api.send({ method: 'GET', path: '/v1/tenants', query });
    const lines = table(['TENANT', 'TITLE', 'SUSPENDED', 'CREATED'], objects(body['items']).map(row));
    const { next } = body;
    return { json: body, lines: typeof next === 'string' ? [...lines, '', `More: --cursor ${next}`] : lines };
  },
};

const row = ({ id, title, suspended, suspension, createdAt }: JsonObject): readonly string[] => [
  ...[text(id), text(title)],
  suspended === true ? text(object(suspension)['reason']) || 'yes' : '-',
  text(createdAt),
];
