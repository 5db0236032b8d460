import { text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { visible } from '../table.js';

export const eventsReplay: Command = {
  name: 'events replay',
  operands: ['EVENT'],
  summary:
    'Publish a received event once more under a new id, for all workflows or for some. It has its effects again.',
  usesGateway: true,
  json: '{id, source, replayof}, as POST /v1/events/{id}:replay answers',
  options: {
    source: { type: 'string', value: 'URI', description: 'Source of the event, where several use the same id.' },
    workflow: { type: 'string', multiple: true, value: 'ID', description: 'For this workflow alone; may be repeated.' },
  },
  examples: ['events replay call-1', 'events replay call-1 --workflow 0b6b1f6e-7a0c-4d57-8a44-2f4c9a3f1f10'],
  async run({ options, operands: [event = ''], config }) {
    const [source, workflows] = [options.text('source'), options.texts('workflow')];
    const api = await Api.of(config);
    const { body } = await api.send({
      method: 'POST',
      path: `/v1/events/${encodeURIComponent(event)}:replay`,
      body: { ...(source !== undefined && { source }), ...(workflows.length > 0 && { workflows }) },
    });
    const { id, replayof } = body;
    return { json: body, lines: [visible(`Event ${text(replayof)} is published again as ${text(id)}.`)] };
  },
};
