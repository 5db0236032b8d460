import { answeredCall, callFields, dialerCall } from './call-fields.js';
import { describeEvents } from './describe.js';
import { flag, integer, list, number, object, orNull, text } from './schema.js';

const { call_uuid, call_id, internal_number, external_number, direction, contacts, agent, recording_url } = callFields;
const segment = object('A stretch of speech', {
  start: number('Start in seconds'),
  end: number('End in seconds'),
  text: text('What was said'),
  speaker: orNull(text('Who spoke')),
  channel: orNull(integer('Audio channel')),
  confidence: orNull(number('How sure the provider is, 0 to 1')),
});
const fields = {
  transcript: text('The text'),
  language: orNull(text('Language (BCP-47)')),
  model: orNull(text('Model that was used')),
  provider: orNull(text('Provider that transcribed it')),
  confidence: orNull(number('How sure the provider is, 0 to 1')),
  durationSeconds: orNull(number('Length of the recording in seconds')),
  segments: orNull(list('The text in stretches; left out when long', segment)),
  truncated: orNull(flag('Whether the text was cut to fit')),
  call_uuid,
  call_id,
  internal_number,
  external_number,
  direction,
  contacts,
  agent,
  recording_url,
};
const copied = (call: typeof answeredCall) =>
  Object.fromEntries(Object.entries(call).filter(([name]) => Object.hasOwn(fields, name)));

export const transcriptionEvents = describeEvents({
  object: 'transcription',
  aliases: [],
  subject: 'call_uuid',
  actions: [
    {
      action: 'created',
      description: 'A recording was transcribed',
      schema: object('A transcription', fields, ['transcript']),
      samples: [
        {
          transcript: 'Good morning, where is my order?',
          language: 'en-US',
          model: 'phone_call',
          provider: 'google',
          confidence: 0.93,
          durationSeconds: 95,
          segments: [
            {
              start: 0.4,
              end: 2.9,
              text: 'Good morning, where is my order?',
              speaker: '1',
              channel: 1,
              confidence: 0.93,
            },
          ],
          truncated: false,
          ...copied(answeredCall),
        },
        {
          transcript: 'Hello, I am calling about your renewal.',
          language: 'en-GB',
          model: 'nova-3',
          provider: 'deepgram',
          confidence: null,
          durationSeconds: 41.5,
          truncated: true,
          ...copied(dialerCall),
        },
      ],
    },
  ],
});
