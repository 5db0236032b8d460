import type { JsonObject } from '../json.js';
import { describeEvents } from './describe.js';
import { id, list, object, orNull, phone, text } from './schema.js';

/** The agent of a call or a message; null while nobody has it. */
export const agentRef = (description: string): JsonObject =>
  orNull(
    object(description, {
      id: id('Id of the agent'),
      name: orNull(text('Full name of the agent')),
      firstname: orNull(text('First name of the agent')),
      lastname: orNull(text('Last name of the agent')),
      email: orNull(text('E-mail address of the agent')),
    }),
  );
export const alex: JsonObject = {
  id: '412',
  name: 'Alex Novak',
  firstname: 'Alex',
  lastname: 'Novak',
  email: 'alex@example.com',
};

const fields = {
  id: id('Id of the user'),
  name: orNull(text('Full name')),
  firstname: orNull(text('First name')),
  lastname: orNull(text('Last name')),
  email: orNull(text('E-mail address')),
  role: orNull(text('Role in the company')),
  language: orNull(text('Language of the user’s screens')),
  extension: orNull(text('Internal extension')),
  default_number: orNull(phone('Number that outgoing calls show')),
  associated_numbers: orNull(list('Numbers the user answers', phone('A company number'))),
  groups: orNull(list('Groups the user is in', text('Name of a group'))),
};
const user: JsonObject = {
  ...alex,
  role: 'agent',
  language: 'en',
  extension: '1012',
  default_number: '+12025550100',
  associated_numbers: ['+12025550100', '+12025550101'],
  groups: ['sales'],
};
const admin: JsonObject = { id: '413', name: 'Robin Field', email: 'robin@example.com', role: 'admin', groups: [] };

const STATUSES = ['online', 'offline', 'paused', 'calling'];
const status = (description: string): JsonObject => text(description, { enum: STATUSES });
const statusFields = {
  ...fields,
  status: object('Status of the user', { status: status('The new status') }, ['status']),
  previous: orNull(
    object('What it was before', { status: orNull(object('Status before', { status: status('The old status') })) }),
  ),
};

export const userEvents = describeEvents({
  object: 'user',
  aliases: ['agent'],
  subject: 'id',
  actions: [
    {
      action: 'created',
      description: 'A user was created',
      schema: object('A user', fields, ['id']),
      samples: [user, admin],
    },
    {
      action: 'updated',
      description: 'A user was changed',
      schema: object(
        'A user',
        {
          ...fields,
          previous: orNull(
            object('Old values of the changed fields', { role: orNull(text('Role before the change')) }),
          ),
        },
        ['id'],
      ),
      samples: [
        { ...user, previous: { role: 'admin' } },
        { ...admin, previous: { role: 'agent' } },
      ],
    },
    {
      action: 'deleted',
      description: 'A user was deleted; only the id is certain',
      schema: object('A user', { id: fields.id, name: fields.name }, ['id']),
      samples: [{ id: '412', name: 'Alex Novak' }, { id: '413' }],
    },
    {
      action: 'status_changed',
      description: 'A user went online, offline, on a break or on a call',
      schema: object('A user', statusFields, ['id', 'status']),
      samples: [
        { ...user, status: { status: 'paused' }, previous: { status: { status: 'online' } } },
        { id: '413', name: 'Robin Field', status: { status: 'offline' }, previous: { status: { status: 'calling' } } },
      ],
    },
  ],
});
