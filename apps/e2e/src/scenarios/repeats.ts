import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded, grpcEvent, type Event } from '../harness/events.js';
import { KAFKA, publish, withGrpc } from '../harness/intakes.js';
import { commandOf, endedRun, endedRuns } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

const CALLS = 3;
const EVENTS = 8;

export const repeatScenarios: readonly Scenario[] = [
  {
    name: 'an event that is sent again has no second effect, whichever way it comes',
    async run(world) {
      const { stack, tenant } = world;
      await saveAll(
        world,
        document('once', ['call.ended'], [crmStep(stack, 'crm', { name: '{{event.id}} {{event.properties.mark}}' })]),
      );
      const event = callEnded('again', { mark: tenant.id });
      await Promise.all([
        publish(world, event),
        publish(world, event),
        withGrpc(world, (client) => client.publish(grpcEvent(event))),
      ]);
      if (stack.kafka) await KAFKA[0]?.send(world, event);
      await publish(world, { ...event, source: '/e2e/another' });
      await eventually('all repetitions being read', async () => {
        const { duplicates } = await tenant.api
          .get<{ duplicates: number }>(`/v1/events/again?source=${event.source}`)
          .catch(() => ({ duplicates: 0 }));
        return duplicates === (stack.kafka ? 3 : 2);
      });
      const runs = await endedRuns(tenant, 'again', 2);
      const sent = (await received(world, 'crm')).map(({ idempotencyKey }) => idempotencyKey);
      expect([...sent].sort()).toEqual(runs.map((run) => commandOf(run, 'crm').id).sort());
    },
  },
  {
    name: 'the first attempts for one call start in the order of its events',
    async run(world) {
      const { stack, tenant } = world;
      await saveAll(
        world,
        document(
          'ordered',
          ['call.modified'],
          [crmStep(stack, 'crm', { name: '{{event.id}} {{event.properties.mark}}' })],
        ),
      );
      const events = Array.from({ length: CALLS * EVENTS }, (_, n): Event => {
        const subject = `call-${n % CALLS}`;
        return callEnded(`n-${n}`, { mark: tenant.id }, { type: 'call.modified', subject });
      });
      const batch = { 'content-type': 'application/cloudevents-batch+json' };
      await tenant.api.must('POST', '/v1/events', events.slice(0, EVENTS), batch);
      await tenant.api.must('POST', '/v1/events', events.slice(EVENTS, 2 * EVENTS), batch);
      await tenant.api.must('POST', '/v1/events', events.slice(2 * EVENTS), batch);
      const runs = await Promise.all(events.map(({ id }) => endedRun(tenant, id)));
      for (let call = 0; call < CALLS; call += 1) {
        const starts = runs
          .filter((_, n) => n % CALLS === call)
          .map((run) => commandOf(run, 'crm').attempts[0]?.startedAt ?? '');
        expect(starts).toEqual([...starts].sort());
      }
    },
  },
];
