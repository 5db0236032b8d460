import type { JsonObject } from '../json.js';
import { matchedContacts, tag } from './contact.js';
import { flag, id, list, object, orNull, phone, seconds, text, time, url } from './schema.js';
import { agentRef } from './user.js';

export const note = object('A note', { id: id('Id of the note'), note: text('Text of the note') });

/** What every `call.*` event, and most of `recording.*` and `transcription.*`, carries. */
export const callFields = {
  call_uuid: id('The call, from its first event on; the event’s subject'),
  call_id: orNull(id('Number of the call in the call history; known once the call has ended')),
  internal_number: phone('The company’s number'),
  external_number: orNull(phone('The other party; null when withheld')),
  direction: text('Which way the call went', { enum: ['incoming', 'outgoing', 'internal'] }),
  contacts: matchedContacts,
  agent: agentRef('The agent of the call; null before somebody has it'),
  started_at: orNull(time('When it began to ring')),
  answered_at: orNull(time('When it was answered; null for never')),
  ended_at: orNull(time('When it ended')),
  waiting_time: orNull(seconds('Time until somebody answered or the call ended')),
  talking_time: orNull(seconds('Time of talking; 0 when nobody answered')),
  wrapup_time: orNull(seconds('Time of wrap-up after the call')),
  recording_url: orNull(url('Where the recording is')),
  is_voicemail: orNull(flag('Whether the caller left a voicemail')),
  tags: orNull(list('Tags of the call', tag)),
  notes: orNull(list('Notes on the call', note)),
  dialer_data: orNull(object('Only for calls of a power dialer; its content is the dialer’s own')),
};

/** What identifies a call: without these the event says nothing. */
export const CALL_REQUIRED = ['call_uuid', 'direction'];

/** An incoming call that was answered, talked and recorded. */
export const answeredCall: JsonObject = {
  call_uuid: '6b1f3a0e-7c55-4d0c-9a53-2f6d0c1b8e11',
  call_id: '184467',
  direction: 'incoming',
  internal_number: '+12025550100',
  external_number: '+12025550142',
  contacts: [
    {
      id: '99120',
      name: 'Jane Doe',
      company: 'Acme Ltd.',
      title: 'Purchasing',
      emails: ['jane.doe@example.com'],
      numbers: ['+12025550142'],
      tags: [{ id: '124', name: 'VIP' }],
    },
  ],
  agent: { id: '412', name: 'Alex Novak', firstname: 'Alex', lastname: 'Novak', email: 'alex@example.com' },
  started_at: '2026-11-20T09:14:03.000Z',
  answered_at: '2026-11-20T09:14:24.000Z',
  ended_at: '2026-11-20T09:15:59.000Z',
  waiting_time: 21,
  talking_time: 95,
  wrapup_time: 5,
  is_voicemail: false,
  recording_url: 'https://recordings.example.com/r/184467.wav',
  tags: [{ id: '124', name: 'VIP' }],
  notes: [{ id: '23', note: 'Call later' }],
  dialer_data: null,
};

/** An incoming call that nobody answered, from a number that no contact has. */
export const missedCall: JsonObject = {
  call_uuid: '0d9c2f4b-51f7-4a3e-8f0a-7b2c9e6d1a42',
  call_id: '184468',
  direction: 'incoming',
  internal_number: '+12025550100',
  external_number: '+447700900123',
  contacts: [],
  agent: null,
  started_at: '2026-11-20T10:02:11.000Z',
  answered_at: null,
  ended_at: '2026-11-20T10:02:41.000Z',
  waiting_time: 30,
  talking_time: 0,
  wrapup_time: 0,
  is_voicemail: false,
  recording_url: null,
  tags: [],
  notes: [],
  dialer_data: null,
};

/** An outgoing call of a power dialer. */
export const dialerCall: JsonObject = {
  ...answeredCall,
  call_uuid: 'c2a7e5d4-3b18-4c6f-9d21-5e8f0a1b7c33',
  call_id: '184470',
  direction: 'outgoing',
  dialer_data: { campaign: 'renewals' },
};
