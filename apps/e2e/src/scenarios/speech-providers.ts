import { expect } from '@jest/globals';
import { recordingUploaded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, startedRun } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { connect } from '../harness/tenant.js';
import { document, saveAll, slackStep } from '../harness/workflows.js';

const FIRST = 'Good morning, where is my order?';
const SECOND = 'I paid twenty euro on Monday and nothing has arrived.';

interface Case {
  readonly name: string;
  readonly provider: 'openai' | 'deepgram';
  readonly settings: object;
  readonly recording: string;
  readonly output: object;
  /** Of the request: path and, of a form, fields. */
  readonly asked: object;
}

const CASES: readonly Case[] = [
  {
    name: 'an MP3 recording is transcribed over an OpenAI-compatible server',
    provider: 'openai',
    settings: { provider: 'openai-compatible' },
    recording: 'call.mp3',
    output: { model: 'whisper-1', confidence: null, transcript: FIRST, segments: [{ start: 0, end: 3, text: FIRST }] },
    asked: { path: '/v1/audio/transcriptions', body: { language: 'de', file: 'recording.mp3, 427 bytes' } },
  },
  {
    name: 'a stereo recording is transcribed over Deepgram, party by party',
    provider: 'deepgram',
    settings: { provider: 'deepgram' },
    recording: 'stereo.wav',
    output: {
      model: 'nova-3',
      transcript: `${FIRST} ${SECOND}`,
      segments: [
        { channel: 1, text: FIRST },
        { channel: 2, text: SECOND },
      ],
    },
    asked: {
      path: '/v1/listen?model=nova-3&smart_format=true&utterances=true&language=de-DE&multichannel=true',
      headers: { 'content-type': 'audio/wav' },
    },
  },
];

/** Google has no such model for German: saving it would be refused there. */
const params = { language: 'de-DE', use_enhanced: false, model: 'phone_call' };

export const speechProviderScenarios: readonly Scenario[] = CASES.map(
  ({ name, provider, settings, recording, output, asked }) => ({
    name: `${name}, whose connection was tested before, and an event tells the text`,
    async run(world) {
      const { stack, tenant } = world;
      await connect(tenant, {
        name: provider,
        connector: 'stt',
        settings: { recordingHosts: ['127.0.0.1'], ...settings, baseUrl: `${stack.simulator.url}/${provider}` },
        secrets: { apiKey: tenant.secrets.speechKey },
        allowedHosts: ['127.0.0.1'],
      });
      await saveAll(
        world,
        document('transcribe', ['recording.uploaded'], [{ id: 'hear', action: 'stt', connection: provider, params }]),
        document('post', ['transcription.created'], [slackStep('tell', '#heard', '{{event.properties.transcript}}')]),
      );
      await publish(world, recordingUploaded('heard', `${stack.simulator.url}/recordings/${recording}`));
      const run = await endedRun(tenant, 'heard');
      const { id, output: heard } = commandOf(run, 'hear');
      expect([run.status, heard]).toMatchObject(['succeeded', output]);
      const requests = (await received(world, provider)).filter(({ method }) => method === 'POST');
      expect(requests).toMatchObject([{ ...asked, idempotencyKey: id, effect: 'transcription' }]);
      await startedRun(tenant, `${id}~0`, ({ status }) => status === 'succeeded');
      const posted = (await received(world, 'slack')).map(({ body }) => (body as { text: string }).text);
      expect(posted).toEqual([(output as { transcript: string }).transcript]);
    },
  }),
);
