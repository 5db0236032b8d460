import { expect } from '@jest/globals';
import { callEnded, JOHNNY, recordingUploaded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, startedRun, endedRuns, statesOf } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import { crmStep, document, saveAll, slackStep, sttStep } from '../harness/workflows.js';

const tellOfVips = ({ stack }: World) =>
  document(
    'tell-of-vips',
    ['call.ended'],
    [
      crmStep(stack, 'crm', {
        name: '{{event.properties.contacts[0].name}}',
        phone: '{{event.properties.external_number}}',
        mark: '{{event.properties.mark}}',
      }),
      { id: 'vip-only', condition: { field: 'steps.crm.output.body.vip', operator: 'is_true' } },
      slackStep(
        'tell',
        '#vips',
        '{{steps.crm.output.body.name}} is {{steps.crm.output.body.id}} for {{event.properties.mark}}',
      ),
    ],
  );

export const awaitedScenarios: readonly Scenario[] = [
  {
    name: 'the answer of an action decides what follows, and is used there',
    async run(world) {
      const { tenant } = world;
      await saveAll(world, tellOfVips(world));
      await publish(world, callEnded('vip', { mark: tenant.id }));
      const johnny = { external_number: JOHNNY, contacts: [{ id: '99121', name: 'Johnny Snow' }] };
      await publish(world, callEnded('guest', { mark: tenant.id, ...johnny }));

      const vip = await endedRun(tenant, 'vip');
      expect([vip.status, statesOf(vip)]).toEqual([
        'succeeded',
        { crm: 'awaited succeeded', 'vip-only': 'passed', tell: 'sent succeeded' },
      ]);
      const { id } = commandOf(vip, 'crm').output?.body as { readonly id: string };
      const [guest] = await endedRuns(tenant, 'guest', 1);
      expect(guest?.status).toBe('skipped');
      const told = await received(world, 'slack');
      expect(told.map(({ body }) => (body as { text: string }).text)).toEqual([`Jane Doe is ${id} for ${tenant.id}`]);
    },
  },
  {
    name: 'a long recording is transcribed as a job, and its transcript starts another workflow for the same call',
    async run(world) {
      const { tenant, stack } = world;
      const text =
        '{{event.properties.transcript | truncate:32}} {{event.subject}} {{event.properties.external_number}}';
      await saveAll(
        world,
        document('transcribe', ['recording.uploaded'], [sttStep('hear')]),
        document('post', ['transcription.created'], [slackStep('tell', '#transcripts', text)]),
      );
      const event = recordingUploaded('long', `${stack.simulator.url}/recordings/long.wav?seconds=60`);
      await publish(world, event);

      const heard = await endedRun(tenant, 'long');
      expect([heard.status, commandOf(heard, 'hear').attempts.at(-1)?.outcome]).toEqual(['succeeded', 'succeeded']);
      const transcription = `${commandOf(heard, 'hear').id}~0`;
      const posted = await startedRun(tenant, transcription, ({ status }) => status === 'succeeded');
      expect(posted.event).toMatchObject({ type: 'transcription.created', subject: event.subject });
      const [request] = await received(world, 'slack');
      expect(request?.body).toMatchObject({
        text: `Good morning, where is my order? ${event.subject ?? ''} ${event.data.external_number as string}`,
      });
    },
  },
];
