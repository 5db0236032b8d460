import { Api } from '../api/api.js';
import { UsageError, type Command } from '../command.js';
import { visible } from '../table.js';

export const deadLettersDiscard: Command = {
  name: 'dead-letters discard',
  operands: ['DEAD_LETTER...'],
  summary: 'Let dead letters rest: they stay readable, and are listed with --state discarded only.',
  usesGateway: true,
  json: '{discarded: [ID], reason}',
  options: {
    reason: { type: 'string', value: 'TEXT', description: 'Kept with the dead letter, and audited.' },
  },
  examples: ['dead-letters discard 3-120 --reason "A test call of ours."'],
  async run({ options, operands, config }) {
    const reason = options.text('reason');
    if (reason === undefined) throw new UsageError('--reason TEXT is missing.');
    const api = await Api.of(config);
    for (const id of operands) {
      const path = `/v1/dead-letters/${encodeURIComponent(id)}:discard`;
      await api.send({ method: 'POST', path, body: { reason } });
    }
    return {
      json: { discarded: operands, reason },
      lines: operands.map((id) => visible(`Dead letter ${id} is discarded: ${reason}`)),
    };
  },
};
