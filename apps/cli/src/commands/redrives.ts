import type { JsonObject } from '@hookswitch/domain';
import { objects, text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Call, Command, Report } from '../command.js';
import { redriveLines } from '../letter-lines.js';
import { table, visible } from '../table.js';

export const redrivesList: Command = {
  name: 'redrives list',
  operands: [],
  summary: 'List redrives of many dead letters, newest first.',
  usesGateway: true,
  json: '{items: [REDRIVE], next?}, as GET /v1/redrives answers',
  options: {
    limit: { type: 'string', value: 'N', description: 'At most so many.' },
    cursor: { type: 'string', value: 'CURSOR', description: 'What the page before gave as next.' },
  },
  examples: ['redrives list'],
  async run({ options, config }) {
    const api = await Api.of(config);
    const query = { limit: options.text('limit'), cursor: options.text('cursor') };
    const { body } = await api.send({ method: 'GET', path: '/v1/redrives', query });
    const rows = objects(body['items']).map(row);
    const lines =
      rows.length === 0
        ? ['There are no redrives.']
        : table(['REDRIVE', 'STATE', 'REDRIVEN', 'SKIPPED', 'A SECOND', 'BEGUN'], rows);
    const { next } = body;
    return { json: body, lines: typeof next === 'string' ? [...lines, '', `More: --cursor ${next}`] : lines };
  },
};

const row = ({ id, state, redriven, skipped, perSecond, startedAt }: JsonObject): readonly string[] =>
  [id, state, redriven, skipped, perSecond, startedAt].map(text);

export const redrivesShow: Command = {
  name: 'redrives show',
  operands: ['REDRIVE'],
  summary: 'Show how far a redrive of many dead letters has come.',
  usesGateway: true,
  json: 'the redrive, as GET /v1/redrives/{id} answers',
  options: {},
  examples: ['redrives show 5a1c6a52-5b51-4c5f-9d4e-6f7a0c1d2e3f'],
  run: (call) => about(call, 'GET', ''),
};

export const redrivesStop: Command = {
  name: 'redrives stop',
  operands: ['REDRIVE'],
  summary: 'Stop a redrive of many dead letters; what was sent stays sent.',
  usesGateway: true,
  json: 'the redrive, as POST /v1/redrives/{id}:stop answers',
  options: {},
  examples: ['redrives stop 5a1c6a52-5b51-4c5f-9d4e-6f7a0c1d2e3f'],
  run: (call) => about(call, 'POST', ':stop'),
};

async function about({ operands: [id = ''], config }: Call, method: 'GET' | 'POST', what: string): Promise<Report> {
  const api = await Api.of(config);
  const path = `/v1/redrives/${encodeURIComponent(id)}${what}`;
  const { body } = await api.send({ method, path });
  return { json: body, lines: redriveLines(body).map(visible) };
}
