import type { JsonObject } from '../json.js';
import { matchedContacts } from './contact.js';
import { describeEvents } from './describe.js';
import { id, list, object, orNull, phone, text, time, url } from './schema.js';
import { agentRef } from './user.js';

const fields = {
  message_id: orNull(id('Id of the message, the event’s subject')),
  channel: orNull(text('How it was sent', { enum: ['sms', 'mms', 'whatsapp'] })),
  sender: phone('Who sent it'),
  recipient: phone('Who gets it'),
  text: text('The text'),
  contacts: matchedContacts,
  agent: agentRef('The agent who wrote it or has the conversation'),
  media_urls: orNull(list('Attached media', url('An address'))),
};
const sentAt = { sent_at: orNull(time('When it was sent')) };
const receivedAt = { received_at: orNull(time('When it arrived')) };
const receipt = {
  ...fields,
  ...sentAt,
  provider: orNull(text('Provider that reported it')),
  message_id: orNull(id('Id of the message at the provider')),
  call_uuid: orNull(id('The call that the message belongs to, where who reports it knows')),
  command: orNull(id('The command that sent it, when a workflow did')),
};
const PEOPLE = ['sender', 'recipient'];

const contact: JsonObject = {
  id: '99120',
  name: 'Jane Doe',
  company: 'Acme Ltd.',
  title: 'Purchasing',
  emails: ['jane.doe@example.com'],
  numbers: ['+12025550142'],
  tags: [{ id: '124', name: 'VIP' }],
};
const agent: JsonObject = {
  id: '412',
  name: 'Alex Novak',
  firstname: 'Alex',
  lastname: 'Novak',
  email: 'alex@example.com',
};
const outbound: JsonObject = {
  message_id: '77342',
  channel: 'mms',
  sender: '+12025550100',
  recipient: '+12025550142',
  text: 'Sorry we missed you! Call us back any time.',
  contacts: [contact],
  agent,
  sent_at: '2026-11-20T09:22:40.000Z',
  media_urls: ['https://media.example.com/m/77342.png'],
};
const outboundToStranger: JsonObject = {
  message_id: '77343',
  channel: 'sms',
  sender: '+12025550100',
  recipient: '+447700900123',
  text: 'Your appointment is tomorrow at 10:00.',
  contacts: [],
  agent: null,
  sent_at: '2026-11-20T09:25:00.000Z',
};
const inbound: JsonObject = {
  message_id: '77341',
  channel: 'sms',
  sender: '+12025550142',
  recipient: '+12025550100',
  text: 'Where is my order? €20 paid 👍',
  contacts: [contact],
  agent: null,
  received_at: '2026-11-20T09:21:10.000Z',
  media_urls: [],
};
const inboundPicture: JsonObject = {
  ...inbound,
  message_id: '77344',
  channel: 'whatsapp',
  text: 'The parcel arrived like this.',
  agent,
  media_urls: ['https://media.example.com/m/77344.jpg'],
};
const CALL = '6b1f3a0e-7c55-4d0c-9a53-2f6d0c1b8e11';
const COMMAND = '5f0c6f4e-53a3-5d0b-9d0e-7a8d8f0c1b2a';
const failure = {
  error: orNull(
    object('Why it did not arrive', { code: text('Code of the provider'), message: orNull(text('In words')) }),
  ),
};

export const messageEvents = describeEvents({
  object: 'message',
  aliases: ['sms'],
  subject: 'message_id',
  actions: [
    {
      action: 'sent',
      description: 'A text message was sent',
      schema: object('A message', { ...fields, ...sentAt }, [...PEOPLE, 'text']),
      samples: [outbound, outboundToStranger],
    },
    {
      action: 'received',
      description: 'A text message came in',
      schema: object('A message', { ...fields, ...receivedAt }, [...PEOPLE, 'text']),
      samples: [inbound, inboundPicture],
    },
    {
      action: 'delivered',
      description:
        'The provider says that a text message reached the handset; of a message that a workflow sent, the subject is that of its event',
      schema: object('A message', receipt, ['recipient']),
      samples: [
        { ...outbound, provider: 'twilio', call_uuid: CALL, command: COMMAND },
        { ...outboundToStranger, provider: 'vonage', call_uuid: null },
      ],
    },
    {
      action: 'undelivered',
      description:
        'The provider says that a text message did not reach the handset; of a message that a workflow sent, the subject is that of its event',
      schema: object('A message', { ...receipt, ...failure }, ['recipient']),
      samples: [
        {
          ...outbound,
          provider: 'twilio',
          call_uuid: CALL,
          command: COMMAND,
          error: { code: '30003', message: 'Unreachable handset' },
        },
        { ...outboundToStranger, provider: 'plivo', error: { code: '50', message: 'Destination' } },
      ],
    },
  ],
});
