import { eventually } from '@hookswitch/testing';
import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, endedRuns, runsOfEvent, type Run } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

const CALLS = ['away-1', 'away-2', 'away-3', 'away-4', 'away-5', 'away-6'];
const ONCE = { retry: { maxAttempts: 1 } };

interface Redrive {
  readonly id: string;
  readonly state: string;
  readonly redriven: number;
  readonly skipped: number;
  readonly startedAt: string;
  readonly endedAt: string;
}

export const redriveScenarios: readonly Scenario[] = [
  {
    name: 'what died while its target was away is redriven at a rate when it is back, and each has one effect',
    faults: (slot) => ({ crm: [{ status: 503, times: CALLS.length, match: { body: `away-${slot}` } }] }),
    async run(world) {
      const { stack, tenant, slot } = world;
      const { api } = tenant;
      const note = crmStep(stack, 'crm', { name: `away-${slot} {{event.properties.mark}}` }, ONCE);
      await saveAll(world, document('note', ['call.ended'], [note]));
      for (const call of CALLS) await publish(world, callEnded(call, { mark: tenant.id }));
      const dead: Run[] = [];
      for (const call of CALLS) dead.push(await endedRun(tenant, call));
      expect(dead.map(({ status, reason }) => [status, reason])).toEqual(CALLS.map(() => ['dead', 'exhausted']));
      const wanted = { connector: 'http', reason: 'exhausted', perSecond: 5 };
      const { id } = await api.must<Redrive>('POST', '/v1/dead-letters:redrive', wanted);
      const done = await eventually('the redrive', async () => {
        const redrive = await api.get<Redrive>(`/v1/redrives/${id}`);
        return redrive.state === 'done' && redrive;
      });
      expect(done).toMatchObject({ redriven: CALLS.length, skipped: 0 });
      // The first at once, each next one a fifth of a second later.
      expect(Date.parse(done.endedAt) - Date.parse(done.startedAt)).toBeGreaterThanOrEqual(900);
      await eventually('every run', async () => {
        const runs = await Promise.all(CALLS.map((call) => runsOfEvent(api, call)));
        return runs.flat().every(({ status }) => status === 'succeeded');
      });
      const requests = await received(world, 'crm');
      for (const run of dead) {
        const same = requests.filter(({ idempotencyKey }) => idempotencyKey === commandOf(run, 'crm').id);
        expect(same.map(({ answer, effect }) => [answer?.status, effect])).toEqual([
          [503, undefined],
          [201, 'contact'],
        ]);
      }
      expect(requests).toHaveLength(2 * CALLS.length);
      expect(await api.all('/v1/dead-letters')).toEqual([]);
    },
  },
  {
    name: 'a replayed event has its effects again, in the chosen workflow alone',
    async run(world) {
      const { stack, tenant } = world;
      const { api } = tenant;
      const note = crmStep(stack, 'crm', { name: '{{workflow.name}} {{event.properties.mark}}' });
      await saveAll(world, document('first', ['call.ended'], [note]), document('second', ['call.ended'], [note]));
      await publish(world, callEnded('again', { mark: tenant.id }));
      const runs = await endedRuns(tenant, 'again', 2);
      const workflow = runs.find((run) => run.workflow.name === 'second')?.workflow.id;
      const replay = { workflows: [workflow] };
      const { id } = await api.must<{ id: string }>('POST', '/v1/events/again:replay', replay);
      expect(id).toMatch(/^again~[0-9A-Z]{26}$/);
      const again = await endedRun(tenant, id);
      expect([again.status, again.workflow.name]).toEqual(['succeeded', 'second']);
      const keys = (await received(world, 'crm')).map(({ idempotencyKey }) => idempotencyKey);
      expect(new Set(keys).size).toBe(3);
      const { workflows } = await api.get<{ workflows: readonly { workflow: { name: string } }[] }>(
        `/v1/explain?event=${encodeURIComponent(id)}`,
      );
      expect(workflows.map((one) => one.workflow.name)).toEqual(['second']);
    },
  },
];
