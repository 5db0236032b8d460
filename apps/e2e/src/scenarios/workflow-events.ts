import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, type RunSummary } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import { crmStep, document, saveAll, slackStep } from '../harness/workflows.js';

const DEAD = 'workflow.action_dead';
/** An action that the CRM refuses. */
const refused = ({ stack }: World) => {
  const step = crmStep(stack, 'crm', { name: '{{event.id}}' });
  return { ...step, params: { ...(step.params as object), endpoint: `${stack.simulator.url}/crm/nowhere` } };
};
const publishes = [DEAD];
const MAX_HOPS = 8;

interface Letter {
  readonly reason: string;
  readonly message: string;
  readonly origin?: { readonly topic: string };
}

export const workflowEventScenarios: readonly Scenario[] = [
  {
    name: 'the end of an action starts another workflow, where its own asks for that',
    async run(world) {
      const { tenant } = world;
      const text = `{{event.properties.workflow.name}} {{event.properties.step}} {{event.properties.error.code}} ${tenant.id}`;
      await saveAll(
        world,
        document('loud', ['call.ended'], [refused(world)], { publishes }),
        document('silent', ['call.ended'], [refused(world)]),
        document('watch', [DEAD], [slackStep('tell', '#ends', text)]),
      );
      await publish(world, callEnded('watched'));
      const runs = await eventually(
        'the run of the watching workflow',
        async () => {
          const all = await tenant.api.all<RunSummary>('/v1/runs');
          const watching = all.filter(({ workflow }) => workflow.name === 'watch');
          const ended = all.filter(({ event, status }) => event.id === 'watched' && status === 'dead');
          return watching.some(({ status }) => status === 'succeeded') && ended.length === 2 ? all : undefined;
        },
        { timeoutMs: 30_000, everyMs: 200 },
      );
      const loud = runs.find(({ workflow }) => workflow.name === 'loud');
      const watching = runs.filter(({ workflow }) => workflow.name === 'watch');
      expect(watching.map(({ event }) => [event.type, event.subject])).toEqual([[DEAD, loud?.id]]);
      const told = (await received(world, 'slack')).map(({ body }) => (body as { text: string }).text);
      expect(told).toEqual([`loud crm http_404 ${tenant.id}`]);
      const { id } = watching[0]?.event ?? { id: '' };
      expect(commandOf(await endedRun(tenant, id), 'tell').status).toBe('succeeded');
    },
  },
  {
    name: 'a workflow that starts itself ends at the hop limit, and a dead letter says so',
    async run(world) {
      const { tenant } = world;
      await saveAll(world, document('loop', ['call.ended', DEAD], [refused(world)], { publishes }));
      await publish(world, callEnded('looping'));
      const letter = await eventually(
        'the dead letter of the loop',
        async () => (await tenant.api.all<Letter>('/v1/dead-letters')).find(({ reason }) => reason === 'hop_limit'),
        { timeoutMs: 45_000, everyMs: 250 },
      );
      expect(letter.message).toContain('workflows trigger each other');
      // Runs are recorded beside dead letters, in no common order.
      const runs = await eventually('every run before the limit', async () => {
        const found = (await tenant.api.all<RunSummary>('/v1/runs')).filter(({ workflow }) => workflow.name === 'loop');
        return found.length > MAX_HOPS ? found : undefined;
      });
      expect(runs).toHaveLength(1 + MAX_HOPS);
    },
  },
];
