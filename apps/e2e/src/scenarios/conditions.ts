import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { endedRuns, statesOf, type Run } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import { crmStep, document, saveAll, slackStep, smsStep } from '../harness/workflows.js';

const field = (name: string, operator: string, value?: unknown) => ({
  field: `event.properties.${name}`,
  operator,
  ...(value !== undefined && { value }),
});

function documentsOf({ stack }: World) {
  const note = (id: string) =>
    crmStep(stack, id, { name: `{{workflow.name}} ${id} {{event.id}} {{event.properties.mark}}` });
  const all = [field('direction', 'equals', 'INCOMING'), field('talking_time', 'less_than', 1)];
  return [
    document('many-actions', ['call.ended'], [note('one'), note('two'), slackStep('three', '#many', '{{event.id}}')], {
      conditions: { all },
    }),
    document('long-talks', ['call.ended'], [note('one')], { conditions: field('talking_time', 'greater_than', 60) }),
    document(
      'half-way',
      ['call.ended'],
      [note('before'), { id: 'gate', condition: { not: field('contacts', 'is_set') } }, smsStep('after', 'never')],
    ),
    document('missed', ['call.missed'], [note('one')]),
    document('switched-off', ['call.ended'], [note('one')], { enabled: false }),
    document('other-trigger', ['call.started'], [note('one')]),
  ];
}

const HOURS = { zone: 'Europe/Prague', from: '08:00', to: '17:00', holidays: ['12-24'] };
const name = ({ workflow }: Run): string => workflow.name;

interface Explanation {
  readonly workflows: readonly {
    readonly workflow: { readonly name: string };
    readonly fired: boolean;
    readonly conditions: readonly { readonly held: boolean; readonly actual?: unknown; readonly why: string }[];
  }[];
}

export const conditionScenarios: readonly Scenario[] = [
  {
    name: 'conditions choose among several workflows of an event, each with several actions, and say why not',
    async run(world) {
      const { tenant } = world;
      await saveAll(world, ...documentsOf(world));
      await publish(world, callEnded('missed-one', { mark: tenant.id }));
      await publish(world, callEnded('talked-one', { talking_time: 95, mark: tenant.id }));

      const missed = await endedRuns(tenant, 'missed-one', 3);
      expect(Object.fromEntries(missed.map((run) => [name(run), statesOf(run)]))).toEqual({
        'many-actions': { one: 'sent succeeded', two: 'sent succeeded', three: 'sent succeeded' },
        'half-way': { before: 'sent succeeded', gate: 'stopped', after: 'skipped' },
        missed: { one: 'sent succeeded' },
      });
      const talked = await endedRuns(tenant, 'talked-one', 2);
      expect(talked.map(name).sort()).toEqual(['half-way', 'long-talks']);

      const noted = (await received(world, 'crm')).map(({ body }) => (body as { name: string }).name).sort();
      expect(noted).toEqual(
        [
          'half-way before missed-one',
          'half-way before talked-one',
          'long-talks one talked-one',
          'many-actions one missed-one',
          'many-actions two missed-one',
          'missed one missed-one',
        ].map((text) => `${text} ${tenant.id}`),
      );
      expect(await received(world, 'cloudtalk')).toEqual([]);

      const why = await tenant.api.get<Explanation>('/v1/explain?event=missed-one');
      const longTalks = why.workflows.find(({ workflow }) => workflow.name === 'long-talks');
      expect(longTalks).toMatchObject({ fired: false, conditions: [{ held: false, actual: 0 }] });
    },
  },
  {
    name: 'expressions, elements of lists and holidays decide, and explain tells which of them did not hold',
    async run(world) {
      const { tenant, stack } = world;
      const note = () => crmStep(stack, 'note', { name: `{{workflow.name}} {{event.id}} ${tenant.id}` });
      const on = (name: string, conditions: object) => document(name, ['call.ended'], [note()], { conditions });
      await saveAll(
        world,
        on('waited-longer', { cel: 'event.properties.waiting_time > 2 * event.properties.talking_time' }),
        on('for-acme', field('contacts', 'any_item', { field: 'item.company', operator: 'contains', value: 'acme' })),
        on('on-working-days', field('ended_at', 'within_hours', HOURS)),
      );
      const fields = { waiting_time: 31, talking_time: 15, contacts: [{ company: 'Other' }, { company: 'ACME Ltd.' }] };
      await publish(world, callEnded('all-hold', { ...fields, ended_at: '2026-11-24T10:00:00Z' }));
      const other = { waiting_time: 30, talking_time: 15, contacts: [{ company: 'Other' }] };
      await publish(world, callEnded('none-holds', { ...other, ended_at: '2026-12-24T10:00:00Z' }));

      const runs = await endedRuns(tenant, 'all-hold', 3);
      expect(runs.map(name).sort()).toEqual(['for-acme', 'on-working-days', 'waited-longer']);
      const why = await eventually('the event in the history', async () => {
        const answer = await tenant.api.send<Explanation>('GET', '/v1/explain?event=none-holds');
        return answer.status === 200 ? answer.body : undefined;
      });
      const traces = Object.fromEntries(why.workflows.map((each) => [each.workflow.name, each.conditions[0]]));
      expect(why.workflows.map(({ fired }) => fired)).toEqual([false, false, false]);
      expect(traces).toMatchObject({
        'waited-longer': { kind: 'cel', held: false },
        'for-acme': { held: false, children: [{ item: 0, held: false, actual: 'Other' }] },
        'on-working-days': { held: false, actual: '2026-12-24T10:00:00Z' },
      });
      expect(await tenant.api.all('/v1/runs?event=none-holds')).toEqual([]);
    },
  },
  {
    name: 'a dry run says what would happen and sends nothing',
    async run(world) {
      const { tenant, stack } = world;
      const draft = document('draft', ['call.ended'], [crmStep(stack, 'crm', { name: '{{event.id}}' })]);
      const answer = await tenant.api.must<object>('POST', '/v1/workflows:test', {
        document: draft,
        event: callEnded('dry'),
      });
      expect(JSON.stringify(answer)).toContain('"value":"dry"');
      expect(await received(world, 'crm')).toEqual([]);
      expect(await tenant.api.all('/v1/runs?event=dry')).toEqual([]);
    },
  },
];
