import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { runLines } from '../run-lines.js';
import { visible } from '../table.js';

export const runsShow: Command = {
  name: 'runs show',
  operands: ['RUN'],
  summary: 'Show a run with its steps, commands and attempts.',
  usesGateway: true,
  json: 'the run with its steps, commands and attempts, as GET /v1/runs/{id} answers',
  options: {},
  examples: ['runs show 0b6b1f6e-7a0c-5d57-8a44-2f4c9a3f1f10'],
  async run({ operands, config }) {
    const api = await Api.of(config);
    const { body } = await api.send({ method: 'GET', path: `/v1/runs/${encodeURIComponent(operands[0] ?? '')}` });
    return { json: body, lines: runLines(body).map(visible) };
  },
};
