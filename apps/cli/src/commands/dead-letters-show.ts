import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { letterLines } from '../letter-lines.js';
import { visible } from '../table.js';

export const deadLettersShow: Command = {
  name: 'dead-letters show',
  operands: ['DEAD_LETTER'],
  summary: 'Show a dead letter: what was planned and each attempt, or the original bytes, and how it came to be dead.',
  usesGateway: true,
  json: 'the dead letter, as GET /v1/dead-letters/{id} answers; key, value and headers of a message in base64',
  options: {},
  examples: ['dead-letters show 3-120', 'dead-letters show 0b6b1f6e-7a0c-5d57-8a44-2f4c9a3f1f10 --json'],
  async run({ operands: [id = ''], config }) {
    const api = await Api.of(config);
    const { body } = await api.send({ method: 'GET', path: `/v1/dead-letters/${encodeURIComponent(id)}` });
    return { json: body, lines: letterLines(body).map(visible) };
  },
};
