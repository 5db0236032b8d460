import type { JsonObject } from '../json.js';
import { answeredCall, CALL_REQUIRED, callFields, dialerCall, missedCall, note } from './call-fields.js';
import { tag } from './contact.js';
import { describeEvents } from './describe.js';
import { id, list, object, orNull, text, url } from './schema.js';

/** Nobody answered, and it came in: when it was answered and what a dialer says are never there. */
const unansweredCall = (more: Readonly<Record<string, JsonObject>>): JsonObject => {
  const fields = Object.entries(callFields).filter(([name]) => name !== 'answered_at' && name !== 'dialer_data');
  return object('A call', { ...Object.fromEntries(fields), ...more }, CALL_REQUIRED);
};
const call = (more: Readonly<Record<string, JsonObject>> = {}, required: readonly string[] = []): JsonObject =>
  object('A call', { ...callFields, ...more }, [...CALL_REQUIRED, ...required]);
const earlyCall = (fields: readonly (keyof typeof callFields)[]): JsonObject =>
  object('A call', Object.fromEntries(fields.map((name) => [name, callFields[name]])), CALL_REQUIRED);
const only = (data: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));

const STARTED = [
  'call_uuid',
  'internal_number',
  'external_number',
  'direction',
  'contacts',
  'agent',
  'started_at',
] as const;
const RINGING = [...STARTED, 'waiting_time'] as const;
const ANSWERED = [...RINGING, 'answered_at', 'tags', 'notes', 'dialer_data'] as const;

const derived = { derived_from: orNull(text('Id of the call.ended event that it was made from, when it was made')) };
const previous = orNull(
  object('Old values of what was changed', {
    tags: orNull(list('Tags before the change', tag)),
    notes: orNull(list('Notes before the change', note)),
  }),
);
const survey = object(
  'The survey',
  {
    id: id('Id of the survey'),
    name: orNull(text('Name of the survey')),
    answers: list(
      'Answers in the order of the questions',
      object('An answer', { question: text('The question'), answer: text('The answer') }),
    ),
  },
  ['answers'],
);
const voicemail: JsonObject = {
  ...missedCall,
  call_uuid: '9f3b6c1d-2e47-4b80-a5c9-6d1e8f7a0b54',
  call_id: '184469',
  is_voicemail: true,
  recording_url: 'https://recordings.example.com/r/184469.wav',
};
/** The agent is the last one that was rung. */
const knownCaller: JsonObject = {
  ...answeredCall,
  answered_at: null,
  talking_time: 0,
};

export const callEvents = describeEvents({
  object: 'call',
  aliases: [],
  subject: 'call_uuid',
  actions: [
    {
      action: 'started',
      description: 'A call starts to ring, inbound or outbound; contact and agent may not be known yet',
      schema: earlyCall(STARTED),
      samples: [only(dialerCall, STARTED), only(missedCall, STARTED)],
    },
    {
      action: 'ringing',
      description: 'A call rings at an agent: once per agent, five agents are five events of one call',
      schema: earlyCall(RINGING),
      samples: [
        only(answeredCall, RINGING),
        { ...only(missedCall, RINGING), agent: { id: '413', name: 'Robin Field' } },
      ],
    },
    {
      action: 'answered',
      description: 'A call was answered: by an agent (inbound) or by the contact (outbound)',
      schema: earlyCall(ANSWERED),
      samples: [only(dialerCall, ANSWERED), only(answeredCall, ANSWERED)],
    },
    {
      action: 'modified',
      description: 'Tags or notes of a call were changed, during the call or at any time later',
      schema: call({ previous }),
      samples: [
        { ...dialerCall, previous: { tags: [{ id: '125', name: 'New' }], notes: [{ id: '22', note: 'Interested' }] } },
        { ...missedCall, tags: [{ id: '126', name: 'Call back' }], previous: { tags: [] } },
      ],
    },
    {
      action: 'ended',
      description: 'A call has ended and its wrap-up is over',
      schema: call(),
      samples: [{ ...answeredCall, dialer_data: null }, dialerCall],
    },
    {
      action: 'missed',
      description: 'Nobody answered an incoming call and the caller left no voicemail',
      schema: unansweredCall(derived),
      samples: [{ ...missedCall, derived_from: 'evt-call-ended-7' }, knownCaller],
    },
    {
      action: 'voicemail_left',
      description: 'The caller left a voicemail',
      schema: unansweredCall({ ...derived, recording_url: orNull(url('Where the voicemail is')) }),
      samples: [
        { ...voicemail, derived_from: 'evt-call-ended-8' },
        { ...knownCaller, is_voicemail: true },
      ],
    },
    {
      action: 'hand_raised',
      description: 'An agent asks an administrator to supervise the call',
      schema: earlyCall(ANSWERED),
      samples: [only(dialerCall, ANSWERED), only(answeredCall, ANSWERED)],
    },
    {
      action: 'survey_filled',
      description: 'A survey about a call was filled in',
      schema: call({ survey }, ['survey']),
      samples: [
        {
          ...answeredCall,
          survey: { id: '31', name: 'After the call', answers: [{ question: 'How did we do?', answer: '5' }] },
        },
        { ...dialerCall, survey: { id: '31', name: 'After the call', answers: [] } },
      ],
    },
  ],
});
