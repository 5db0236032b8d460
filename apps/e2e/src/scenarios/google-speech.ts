import { expect } from '@jest/globals';
import { recordingUploaded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, startedRun, type Run } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import { sttConnection } from '../harness/tenant.js';
import { document, saveAll, slackStep, sttStep } from '../harness/workflows.js';

const FIRST = 'Good morning, where is my order?';
const SECOND = 'I paid twenty euro on Monday and nothing has arrived.';
const segment = (at: number) =>
  ['channel', 'start', 'end', 'text'].map((name) => `{{event.properties.segments[${at}].${name}}}`).join(' ');

/** Has a recording transcribed over the connection, and its first two segments posted by a workflow that hears of it. */
async function transcribed(world: World, recording: string, connection?: string): Promise<Run> {
  const { tenant, stack } = world;
  await saveAll(
    world,
    document('transcribe', ['recording.uploaded'], [sttStep('hear', connection)]),
    document('post', ['transcription.created'], [slackStep('tell', '#heard', `${segment(0)} | ${segment(1)}`)]),
  );
  await publish(world, recordingUploaded('heard', `${stack.simulator.url}/recordings/${recording}`));
  const run = await endedRun(tenant, 'heard');
  expect([run.status, commandOf(run, 'hear').attempts.at(-1)?.outcome]).toEqual(['succeeded', 'succeeded']);
  await startedRun(tenant, `${commandOf(run, 'hear').id}~0`, ({ status }) => status === 'succeeded');
  return run;
}

const posted = async (world: World) =>
  (await received(world, 'slack')).map(({ body }) => (body as { text: string }).text);

export const googleSpeechScenarios: readonly Scenario[] = [
  {
    name: 'a stereo recording is transcribed channel by channel, and an event tells who said what and when',
    async run(world) {
      const run = await transcribed(world, 'stereo.wav');
      expect(commandOf(run, 'hear').output).toMatchObject({
        transcript: `${FIRST} ${SECOND}`,
        segments: [
          { start: 0, end: 3, text: FIRST, channel: 1 },
          { start: 0, end: 3, text: SECOND, channel: 2 },
        ],
      });
      expect(await posted(world)).toEqual([`1 0 3 ${FIRST} | 2 0 3 ${SECOND}`]);
    },
  },
  {
    name: 'a long recording is staged for a recognizer of Google Speech v2, transcribed as a job and deleted there',
    async run(world) {
      const { tenant, stack } = world;
      const more = { apiVersion: 'v2', region: 'eu' };
      await tenant.api.must(
        'POST',
        '/v1/connections',
        sttConnection(stack.simulator.url, 'speech-v2', tenant.id, more),
      );
      const run = await transcribed(world, 'long.wav?seconds=60&channels=2', 'speech-v2');
      const { id, output } = commandOf(run, 'hear');
      expect(output).toMatchObject({ model: 'telephony', durationSeconds: 60, segments: { length: 24 } });
      expect(await posted(world)).toEqual([`1 0 5 ${FIRST} | 2 0 5 ${SECOND}`]);
      const asked = await stack.simulator.requests({ provider: 'google' });
      const object = `/storage/v1/b/e2e-recordings/o/${id}`;
      const ofIt = asked.filter(({ idempotencyKey }) => idempotencyKey === id);
      expect(ofIt.map(({ effect }) => effect).filter((effect) => effect !== undefined)).toEqual([
        'object',
        'operation',
        'object deleted',
      ]);
      expect(ofIt.at(-1)).toMatchObject({ method: 'DELETE', path: object });
      const project = `project-${tenant.id}`;
      expect(ofIt.map(({ path }) => path.split('?')[0])).toContain(
        `/v2/projects/${project}/locations/eu/recognizers/_:batchRecognize`,
      );
    },
  },
];
