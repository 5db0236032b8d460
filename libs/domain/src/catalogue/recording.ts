import { answeredCall, CALL_REQUIRED, callFields, dialerCall } from './call-fields.js';
import { describeEvents } from './describe.js';
import { id, integer, number, object, orNull, text, url } from './schema.js';

const fields = {
  ...callFields,
  recording_url: url('Where the recording is'),
  recording_id: orNull(id('Id of the recording')),
  duration: orNull(number('Length in seconds; a hint, the file’s own header is trusted', { minimum: 0 })),
  content_type: orNull(text('Media type; a hint')),
  channels: orNull(integer('Number of audio channels; a hint', { minimum: 1 })),
};

export const recordingEvents = describeEvents({
  object: 'recording',
  aliases: [],
  subject: 'call_uuid',
  actions: [
    {
      action: 'uploaded',
      description: 'The recording of a call is ready; the only trigger that allows speech to text',
      schema: object('A recording', fields, [...CALL_REQUIRED, 'recording_url']),
      samples: [
        { ...answeredCall, recording_id: '5501', duration: 95, content_type: 'audio/x-wav', channels: 1 },
        { ...dialerCall, recording_id: '5502', duration: 95, content_type: 'audio/mpeg', channels: 2 },
      ],
    },
  ],
});
