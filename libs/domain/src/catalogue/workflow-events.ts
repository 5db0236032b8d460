import type { JsonObject } from '../json.js';
import { describeEvents } from './describe.js';
import { id, integer, object, orNull, text } from './schema.js';

const fields = {
  run: text('Id of the run, the event’s subject'),
  workflow: object('The workflow', {
    id: text('Id of the workflow'),
    name: text('Name of the workflow'),
    version: integer('Version that the run is pinned to'),
  }),
  step: text('Id of the step'),
  command: text('Id of the command'),
  connector: text('Connector type'),
  attempt: integer('Number of the last attempt'),
  event: object('The event that started the run', {
    id: id('Id of the event'),
    type: text('Type of the event'),
    subject: text('Subject of the event'),
  }),
};
const status = (value: string): JsonObject => text('End state of the action', { enum: [value] });
const error = orNull(
  object('Why it failed', {
    code: text('Code of the error'),
    message: text('The error in words'),
    class: text('What kind of error', { enum: ['retry', 'retry-after', 'permanent', 'config', 'unknown'] }),
  }),
);
const REQUIRED = ['run', 'workflow', 'step', 'status'];

const crm: JsonObject = {
  run: '5d0f4f0e-9d5e-5c1b-8d57-1f1f6c1f3a10',
  workflow: { id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', name: 'text-missed-callers', version: 3 },
  step: 'crm',
  command: '1b4e28ba-2fa1-5d2e-883f-0016d3cca427',
  connector: 'http',
  attempt: 1,
  event: { id: 'evt-01JD3V9M7Z', type: 'call.ended', subject: '6b1f3a0e-7c55-4d0c-9a53-2f6d0c1b8e11' },
};
const sms: JsonObject = {
  ...crm,
  step: 'text',
  command: '6fa459ea-ee8a-5ca4-894e-db77e160355e',
  connector: 'sms',
  attempt: 12,
};

export const workflowEvents = describeEvents({
  object: 'workflow',
  aliases: [],
  subject: 'run',
  actions: [
    {
      action: 'action_succeeded',
      description: 'An action of a workflow succeeded; only for workflows that ask for it',
      schema: object('An action', { ...fields, status: status('succeeded') }, REQUIRED),
      samples: [
        { ...crm, status: 'succeeded' },
        { ...sms, attempt: 2, status: 'succeeded' },
      ],
    },
    {
      action: 'action_dead',
      description: 'An action of a workflow was given up; only for workflows that ask for it',
      schema: object('An action', { ...fields, status: status('dead'), error }, REQUIRED),
      samples: [
        { ...crm, status: 'dead', error: { code: 'http_404', message: 'The target answered 404', class: 'permanent' } },
        { ...sms, status: 'dead', error: { code: 'timeout', message: 'No answer within 30 s', class: 'unknown' } },
      ],
    },
  ],
});
