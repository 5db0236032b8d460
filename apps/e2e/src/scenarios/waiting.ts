import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, startedRun } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll, smsStep } from '../harness/workflows.js';

const MINUTE_MS = 60_000;

export const waitingScenarios: readonly Scenario[] = [
  {
    name: 'a delay puts off what follows it and nothing else',
    async run(world) {
      const { stack, tenant } = world;
      const note = (id: string) => crmStep(stack, id, { name: `${id} {{event.properties.mark}}` });
      await saveAll(
        world,
        document('later', ['call.ended'], [note('now'), { id: 'wait', delay: { seconds: 3 } }, note('later')]),
      );
      const sentAt = Date.now();
      await publish(world, callEnded('delayed', { mark: tenant.id }));
      const run = await endedRun(tenant, 'delayed');
      expect(run.status).toBe('succeeded');
      const [now, later] = await received(world, 'crm');
      expect([now?.idempotencyKey, later?.idempotencyKey]).toEqual([
        commandOf(run, 'now').id,
        commandOf(run, 'later').id,
      ]);
      expect(Date.parse(later?.at ?? '') - sentAt).toBeGreaterThanOrEqual(3_000);
      expect(Date.parse(now?.at ?? '')).toBeLessThan(Date.parse(later?.at ?? '') - 500);
    },
  },
  {
    name: 'a message that would come too late is not sent, and says so',
    async run(world) {
      const { tenant } = world;
      const step = smsStep('text', 'Sorry we missed you, {{event.properties.mark}}', { expiresAfter: { seconds: 30 } });
      await saveAll(world, document('timely', ['call.ended'], [step]));
      const time = new Date(Date.now() - MINUTE_MS).toISOString();
      await publish(world, callEnded('late', { mark: tenant.id }, { time }));
      await publish(world, callEnded('in-time', { mark: tenant.id }));
      const late = await endedRun(tenant, 'late');
      expect([late.status, late.reason]).toEqual(['skipped', 'expired']);
      expect(commandOf(late, 'text')).toMatchObject({ status: 'skipped', reason: 'expired' });
      const inTime = await endedRun(tenant, 'in-time');
      expect(inTime.status).toBe('succeeded');
      const sent = (await received(world, 'cloudtalk')).map(({ idempotencyKey }) => idempotencyKey);
      expect(sent).toEqual([commandOf(inTime, 'text').id]);
    },
  },
  {
    name: 'a cancelled run does no more, and other runs go on',
    async run(world) {
      const { stack, tenant } = world;
      const steps = [
        crmStep(stack, 'crm', { name: 'first {{event.properties.mark}}' }),
        { id: 'wait', delay: { minutes: 10 } },
        smsStep('text', 'never'),
      ];
      await saveAll(world, document('slow', ['call.ended'], steps));
      await publish(world, callEnded('cancelled', { mark: tenant.id }));
      await publish(world, callEnded('kept', { mark: tenant.id }));
      const isWaiting = ({
        steps,
      }: {
        readonly steps: readonly { readonly id: string; readonly command?: { readonly status: string } }[];
      }) => steps.some(({ id, command }) => id === 'crm' && command?.status === 'succeeded');
      const run = await startedRun(tenant, 'cancelled', isWaiting);
      expect(run.status).toBe('running');
      expect(await tenant.api.must('POST', `/v1/runs/${run.id}:cancel`)).toEqual({ id: run.id, cancelRequested: true });

      const ended = await endedRun(tenant, 'cancelled');
      expect(ended.status).toBe('cancelled');
      expect(commandOf(ended, 'text')).toMatchObject({ status: 'cancelled' });
      const kept = await startedRun(tenant, 'kept', isWaiting);
      expect(kept.status).toBe('running');
      expect(await received(world, 'cloudtalk')).toEqual([]);
    },
  },
];
