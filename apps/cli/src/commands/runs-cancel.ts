import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { visible } from '../table.js';

export const runsCancel: Command = {
  name: 'runs cancel',
  operands: ['RUN...'],
  summary: 'Cancel runs: what has not started ends cancelled, an attempt that runs finishes and says so.',
  usesGateway: true,
  json: '{cancelRequested: [ID]}',
  options: {},
  examples: ['runs cancel 0b6b1f6e-7a0c-5d57-8a44-2f4c9a3f1f10'],
  async run({ operands, config }) {
    const api = await Api.of(config);
    for (const id of operands) await api.send({ method: 'POST', path: `/v1/runs/${encodeURIComponent(id)}:cancel` });
    return {
      json: { cancelRequested: operands },
      lines: operands.map((id) => visible(`Run ${id} is asked to end.`)),
    };
  },
};
