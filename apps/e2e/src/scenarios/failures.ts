import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, endedRuns, statesOf } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll, slackStep, smsStep } from '../harness/workflows.js';

const SOON = { retry: { initialInterval: 300, factor: 1, maxInterval: 300 } };
const outcomes = (run: Parameters<typeof commandOf>[0], step: string) =>
  commandOf(run, step).attempts.map(({ outcome }) => outcome);

export const failureScenarios: readonly Scenario[] = [
  {
    name: 'a target that fails twice gets the same request three times and has one effect',
    faults: (slot) => ({ crm: [{ status: 503, times: 2, match: { body: `outage-${slot}` } }] }),
    async run(world) {
      const { stack, tenant, slot } = world;
      const note = crmStep(stack, 'crm', { name: `outage-${slot} {{event.properties.mark}}` }, SOON);
      await saveAll(world, document('stubborn', ['call.ended'], [note]));
      await publish(world, callEnded('outage', { mark: tenant.id }));
      const run = await endedRun(tenant, 'outage');
      expect([run.status, outcomes(run, 'crm')]).toEqual(['succeeded', ['retry', 'retry', 'succeeded']]);
      const requests = await received(world, 'crm');
      expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
        new Set([commandOf(run, 'crm').id]),
      );
      expect(requests.map(({ answer, effect }) => [answer?.status, effect])).toEqual([
        [503, undefined],
        [503, undefined],
        [201, 'contact'],
      ]);
    },
  },
  {
    name: 'a text message whose fate is unknown is not sent again, and waits for a person',
    faults: (slot) => ({ cloudtalk: [{ reset: 'after', match: { body: `cut-off-${slot}` } }] }),
    async run(world) {
      const { tenant, slot } = world;
      await saveAll(
        world,
        document('once', ['call.ended'], [smsStep('text', `cut-off-${slot} {{event.properties.mark}}`)]),
      );
      await publish(world, callEnded('cut-off', { mark: tenant.id }));
      const run = await endedRun(tenant, 'cut-off');
      expect([run.status, run.reason, outcomes(run, 'text')]).toEqual(['dead', 'unknown', ['unknown']]);
      expect(await received(world, 'cloudtalk')).toHaveLength(1);
    },
  },
  {
    name: 'a refused action ends its run, unless the author wants it to go on',
    async run(world) {
      const { stack, tenant } = world;
      const wrong = (more: object) => {
        const step = crmStep(stack, 'crm', { name: '{{event.properties.mark}}' }, { ...more });
        const params = { ...(step.params as object), endpoint: `${stack.simulator.url}/crm/nowhere` };
        return { ...step, params };
      };
      const tell = slackStep('tell', '#refused', '{{workflow.name}}: {{steps.crm.status}} {{event.properties.mark}}');
      await saveAll(
        world,
        document('stops', ['call.ended'], [wrong({}), tell]),
        document('goes-on', ['call.ended'], [wrong({ onFailure: 'continue' }), tell]),
      );
      await publish(world, callEnded('refused', { mark: tenant.id }));
      const runs = await endedRuns(tenant, 'refused', 2);
      const of = (name: string) => runs.filter(({ workflow }) => workflow.name === name);
      const [stops] = of('stops');
      expect(stops).toMatchObject({ status: 'dead', reason: 'rejected' });
      expect(stops && statesOf(stops)).toMatchObject({ crm: 'awaited dead: rejected' });
      expect(stops && commandOf(stops, 'crm').error?.code).toBe('http_404');
      expect(of('goes-on')).toMatchObject([{ status: 'succeeded' }]);
      const told = (await received(world, 'slack')).map(({ body }) => (body as { text: string }).text);
      expect(told).toEqual([`goes-on: dead ${tenant.id}`]);
    },
  },
  {
    name: 'a channel that is too busy is asked again when it said, without an attempt lost',
    faults: (slot) => ({ slack: [{ status: 429, retryAfter: 2, times: 1, match: { body: `busy-${slot}` } }] }),
    async run(world) {
      const { tenant, slot } = world;
      const tell = slackStep('tell', '#busy', `busy-${slot} {{event.properties.mark}}`, { retry: { maxAttempts: 1 } });
      await saveAll(world, document('patient', ['call.ended'], [tell]));
      await publish(world, callEnded('busy', { mark: tenant.id }));
      const run = await endedRun(tenant, 'busy');
      expect([run.status, outcomes(run, 'tell')]).toEqual(['succeeded', ['retry', 'succeeded']]);
      const [first, second] = await received(world, 'slack');
      expect(Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThanOrEqual(1_900);
    },
  },
];
