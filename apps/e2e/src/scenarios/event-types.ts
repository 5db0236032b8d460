import { expect } from '@jest/globals';
import { catalogue } from '@hookswitch/domain';
import { eventually } from '@hookswitch/testing';
import { callEnded, type Event } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRuns, type RunSummary } from '../harness/runs.js';
import type { Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

const names = catalogue.map(({ name }) => name);
/** Both samples of each type, as a PBX would send them. */
const samples = catalogue.flatMap(({ name, samples: all }) =>
  all.map((sample, index) => ({ ...sample, id: `${name}~${index}` }) as unknown as Event),
);

const nameOf = (type: string): string => type.replaceAll(/[._]/g, '-');

export const eventTypeScenarios: readonly Scenario[] = [
  {
    name: 'events of every type of the catalogue are taken, fire the workflows that listen for them and no other, and show in runs',
    async run(world) {
      const { tenant, stack } = world;
      const { items } = await tenant.api.get<{ items: readonly { name: string }[] }>('/v1/event-types');
      expect(items.map(({ name }) => name).sort()).toEqual([...names].sort());
      const listens = names.map((name) => {
        const noted = crmStep(stack, 'note', { name: '{{event.id}} {{event.type}}' });
        return document(nameOf(name), [name], [noted]);
      });
      await saveAll(world, ...listens);
      const missed = callEnded('nobody-answered');
      for (const event of [...samples, missed]) await publish(world, event);
      const wanted = [...samples, missed].map(({ id, type }) => [id, type, nameOf(type)]);
      wanted.push([missed.id, 'call.ended', nameOf('call.missed')]);
      const ids = wanted.map(([id]) => id);
      const found = await eventually(
        'a run for each event',
        async () => {
          const runs = await tenant.api.all<RunSummary>('/v1/runs');
          // It tells when workflows are in force, and listens for a type of the catalogue, too.
          const ours = runs.filter(({ event, workflow }) => ids.includes(event.id) && workflow.name !== 'probe');
          const isDone = ours.length >= wanted.length && ours.every(({ status }) => status === 'succeeded');
          return isDone ? ours.map(({ event, workflow }) => [event.id, event.type, workflow.name]) : undefined;
        },
        { timeoutMs: 60_000, everyMs: 250 },
      );
      expect(found.toSorted()).toEqual(wanted.toSorted());
    },
  },
  {
    name: 'a tenant’s own event type is checked by its schema, fires the workflow that listens for it, and is listed',
    async run(world) {
      const { tenant, stack } = world;
      const dataSchema = { type: 'object', required: ['waiting'], properties: { waiting: { type: 'integer' } } };
      const aliases = ['acd.overflowed'];
      const own = { name: 'queue.overflowed', description: 'Too many callers', dataSchema, aliases };
      await tenant.api.must('POST', '/v1/event-types', own);
      const noted = crmStep(stack, 'note', { name: '{{event.type}} {{event.properties.waiting}}' });
      await saveAll(
        world,
        document('overflow', ['queue.overflowed'], [noted], {
          conditions: { field: 'event.properties.waiting', operator: 'greater_than', value: 10 },
        }),
        document('by-alias', aliases, [noted]),
      );
      const overflow = (id: string, waiting: unknown, type = own.name): Event => ({
        ...{ specversion: '1.0', id, source: '/e2e/pbx', type, subject: id, data: { waiting } },
      });
      await publish(world, overflow('many', 12));
      await expect(publish(world, overflow('odd', 'many'))).rejects.toThrow('/data/waiting');
      await publish(world, overflow('other-name', 12, 'acd.overflowed'));
      for (const event of ['many', 'other-name']) {
        const runs = await endedRuns(tenant, event, 2);
        expect(runs.map(({ workflow }) => workflow.name).sort()).toEqual(['by-alias', 'overflow']);
        for (const run of runs) expect(commandOf(run, 'note').status).toBe('succeeded');
      }
      const { items } = await tenant.api.get<{ items: readonly { name: string; own?: boolean }[] }>('/v1/event-types');
      expect(items.filter((type) => type.own).map(({ name }) => name)).toEqual(['queue.overflowed']);
    },
  },
];
