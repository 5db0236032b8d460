import type { JsonObject } from '../json.js';
import { describeEvents } from './describe.js';
import { id, list, object, orNull, phone, text, time, url } from './schema.js';

export const tag = object('A tag', { id: id('Id of the tag'), name: text('Name of the tag') });

/** A contact as calls and messages mention it. */
export const contactRef = object('A contact that matches the other party', {
  id: id('Id of the contact'),
  name: orNull(text('Name of the contact')),
  company: orNull(text('Company of the contact')),
  title: orNull(text('Title or position of the contact')),
  emails: orNull(list('E-mail addresses of the contact', text('An e-mail address'))),
  numbers: orNull(list('Telephone numbers of the contact', phone('A telephone number'))),
  tags: orNull(list('Tags of the contact', tag)),
});
export const matchedContacts = orNull(
  list('Contacts that match the other party, best first; empty for an unknown one', contactRef),
);

const fields = {
  id: id('Id of the contact'),
  name: orNull(text('Name of the contact')),
  title: orNull(text('Title or position')),
  company: orNull(text('Company')),
  industry: orNull(text('Industry')),
  website: orNull(text('Website')),
  address: orNull(text('Street and number')),
  city: orNull(text('City')),
  zip: orNull(text('Postal code')),
  state: orNull(text('State or region')),
  type: orNull(text('What kind of contact it is', { enum: ['contact', 'lead'] })),
  contact_numbers: orNull(list('Telephone numbers', phone('A telephone number'))),
  contact_emails: orNull(list('E-mail addresses', text('An e-mail address'))),
  tags: orNull(list('Tags of the contact', tag)),
  custom_fields: orNull(
    list('Fields of the company’s own', object('A custom field', { key: text('Name'), value: text('Value') })),
  ),
  external_urls: orNull(list('Pages about the contact elsewhere', url('An address'))),
  favorite_agent: orNull(id('Id of the agent that calls of this contact go to first')),
  country_id: orNull(id('Id of the country')),
  created: orNull(time('When the contact was created')),
  modified: orNull(time('When the contact was last changed')),
};
const previous = orNull(
  object('Old values of the changed fields', {
    name: orNull(text('Name before the change')),
    company: orNull(text('Company before the change')),
    tags: orNull(list('Tags before the change', tag)),
  }),
);

const jane: JsonObject = {
  id: '99120',
  name: 'Jane Doe',
  title: 'Purchasing',
  company: 'Acme Ltd.',
  industry: 'Retail',
  website: 'https://acme.example.com',
  address: '1 Sample Street',
  city: 'Springfield',
  zip: '01101',
  state: 'MA',
  type: 'contact',
  contact_numbers: ['+12025550142'],
  contact_emails: ['jane.doe@example.com'],
  tags: [{ id: '124', name: 'VIP' }],
  custom_fields: [{ key: 'plan', value: 'gold' }],
  external_urls: ['https://crm.example.com/contacts/99120'],
  favorite_agent: '412',
  country_id: '201',
  created: '2026-03-02T08:00:00.000Z',
  modified: '2026-11-20T09:30:00.000Z',
};
const lead: JsonObject = {
  id: '99121',
  name: 'Johnny Snow',
  type: 'lead',
  contact_numbers: ['+447700900123'],
  contact_emails: [],
};
const before: JsonObject = { name: 'J. Doe', company: null, tags: [{ id: '125', name: 'New' }] };

export const contactEvents = describeEvents({
  object: 'contact',
  aliases: [],
  subject: 'id',
  actions: [
    {
      action: 'created',
      description: 'A contact was created',
      schema: object('A contact', fields, ['id']),
      samples: [jane, lead],
    },
    {
      action: 'updated',
      description: 'A contact was changed',
      schema: object('A contact', { ...fields, previous }, ['id']),
      samples: [
        { ...jane, previous: { ...before, company: 'Acme' } },
        { ...lead, type: 'contact', previous: { type: 'lead' } },
      ],
    },
    {
      action: 'deleted',
      description: 'A contact was deleted; only its id is certain',
      schema: object('A contact', { id: fields.id, name: fields.name }, ['id']),
      samples: [{ id: '99120', name: 'Jane Doe' }, { id: '99121' }],
    },
  ],
});
