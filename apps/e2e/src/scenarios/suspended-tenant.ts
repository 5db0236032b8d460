import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../harness/events.js';
import { KAFKA, publish } from '../harness/intakes.js';
import { commandOf, endedRun, runsOfEvent, startedRun, type Run } from '../harness/runs.js';
import type { Kcat } from '../harness/kcat.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import { bareTenant } from '../harness/tenant.js';
import { crmStep, document, save, saveAll } from '../harness/workflows.js';

const [intake] = KAFKA;

export const suspendedTenantScenarios: readonly Scenario[] = [
  {
    name: 'a suspended tenant is shut out, and nothing happens for it until it is resumed',
    async run(world) {
      const { stack, tenant } = world;
      const note = (id: string) => crmStep(stack, id, { name: `${id} {{event.properties.mark}}` });
      await saveAll(
        world,
        document('later', ['call.ended'], [note('now'), { id: 'wait', delay: { seconds: 2 } }, note('later')]),
      );
      await publish(world, callEnded('held', { mark: tenant.id }));
      await startedRun(tenant, 'held', isPast('now'));
      const act = (verb: string) => stack.admin.must('POST', `/v1/tenants/${tenant.id}:${verb}`, { reason: 'A test.' });
      await act('suspend');
      const refused = await tenant.api.send('POST', '/v1/events', callEnded('refused'));
      expect(refused).toMatchObject({ status: 403, body: { code: 'tenant_suspended', detail: 'A test.' } });

      await passTime(world);
      if (stack.kafka) await expectDeadLetter(world, stack.kafka);
      expect(await received(world, 'crm')).toHaveLength(1);

      await act('resume');
      const run = await endedRun(tenant, 'held');
      expect(run.status).toBe('succeeded');
      expect(commandOf(run, 'later').attempts).toHaveLength(1);
      expect(await received(world, 'crm')).toHaveLength(2);
      if (stack.kafka) expect(await runsOfEvent(tenant.api, 'from-kafka')).toEqual([]);
    },
  },
];

const isPast =
  (step: string) =>
  ({ steps }: Run): boolean =>
    steps.some(({ id, command }) => id === step && command?.status === 'succeeded');

/** Until another tenant's action is done that was put off for longer. */
async function passTime({ stack }: World): Promise<void> {
  const other = await bareTenant(stack);
  const params = { endpoint: `${stack.simulator.url}/recordings/call.wav`, method: 'GET' };
  const steps = [
    { id: 'wait', delay: { seconds: 3 } },
    { id: 'look', action: 'http', params },
  ];
  await save(other, document('clock', ['call.ended'], steps));
  await publish({ stack, tenant: other, slot: 'a' }, callEnded('clock'));
  await endedRun(other, 'clock');
}

async function expectDeadLetter(world: World, kafka: Kcat): Promise<void> {
  const { id } = world.tenant;
  await intake?.send(world, callEnded('from-kafka', { mark: id }));
  await eventually('the dead letter', async () => {
    const letters = (await kafka.consume('deadletters')).map((letter) => JSON.stringify(letter));
    return letters.some((letter) => letter.includes(id) && letter.includes('tenant_suspended'));
  });
}
