import { expect } from '@jest/globals';
import { JANE, OFFICE, recordingUploaded, type Event } from '../harness/events.js';
import { GRPC, KAFKA, REST, type Intake } from '../harness/intakes.js';
import { commandOf, endedRun, type Run } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import type { Provider } from '../harness/simulator.js';
import { crmStep, document, saveAll, slackStep, smsStep, sttStep } from '../harness/workflows.js';

const SPOKEN = 'Good morning, where is my order?';

const everyAction = ({ stack }: World) =>
  document(
    'every-action',
    ['recording.uploaded'],
    [
      crmStep(stack, 'crm', {
        name: '{{event.properties.contacts[0].name}}',
        waited: '{{event.properties.waiting_time}}',
        call: '{{event.subject}}',
        mark: '{{event.properties.mark}}',
        nobody: '{{event.properties.contacts[9].name}}',
      }),
      smsStep('text', 'Hello {{event.properties.contacts[0].name}}, {{event.id | upper}} of {{event.properties.mark}}'),
      slackStep('tell', '#calls', '**{{event.properties.contacts[0].name}}** <{{event.id}}> {{event.properties.mark}}'),
      sttStep('hear'),
    ],
  );

const allFrom = (title: string, intakes: readonly Intake[], needsKafka?: true): Scenario => ({
  name: `an event from ${title} becomes an API request, a text message, a Slack post and a transcript`,
  ...(needsKafka && { needsKafka }),
  async run(world) {
    await saveAll(world, everyAction(world));
    await Promise.all(
      intakes.map(async (intake) => {
        const recording = `${world.stack.simulator.url}/recordings/call.wav`;
        const event = recordingUploaded(`evt-${intake.name}`, recording, { mark: world.tenant.id });
        await intake.send(world, event);
        const run = await endedRun(world.tenant, event.id);
        expect([intake.name, run.status, run.event.subject]).toEqual([intake.name, 'succeeded', event.subject]);
        await expectEffects(world, event, run);
      }),
    );
  },
});

async function expectEffects(world: World, { id, subject }: Event, run: Run): Promise<void> {
  const { id: mark } = world.tenant;
  expect(await sentFor(world, 'crm', run, 'crm')).toEqual({
    name: 'Jane Doe',
    waited: 21,
    call: subject,
    mark,
    nobody: '',
  });
  expect(await sentFor(world, 'cloudtalk', run, 'text')).toEqual({
    sender: OFFICE,
    recipient: JANE,
    message: `Hello Jane Doe, ${id.toUpperCase()} of ${mark}`,
  });
  expect(await sentFor(world, 'slack', run, 'tell')).toMatchObject({
    channel: '#calls',
    // The author's brackets stay, what is bold in Markdown is bold in Slack.
    text: `*Jane Doe* <${id}> ${mark}`,
  });
  expect(commandOf(run, 'hear').output).toMatchObject({ transcript: SPOKEN, language: 'en-US', model: 'phone_call' });
  const asked = await world.stack.simulator.requests({ provider: 'google' });
  expect(asked.filter((request) => request.idempotencyKey === commandOf(run, 'hear').id)).toHaveLength(1);
}

/** The body of the one request of a command, which must have been made at the first attempt and with its id. */
async function sentFor(world: World, provider: Provider, run: Run, step: string): Promise<unknown> {
  const { id, status, attempts } = commandOf(run, step);
  expect([step, status, attempts.map(({ outcome }) => outcome)]).toEqual([step, 'succeeded', ['succeeded']]);
  const requests = (await received(world, provider)).filter((request) => request.idempotencyKey === id);
  expect(requests).toHaveLength(1);
  return requests[0]?.body;
}

export const actionScenarios: readonly Scenario[] = [
  allFrom('REST', REST),
  allFrom('gRPC', GRPC),
  allFrom('Kafka (kcat)', KAFKA, true),
];
