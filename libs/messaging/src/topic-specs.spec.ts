import { expect, it } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import { topicSpecs } from './topic-specs.js';

const specs = topicSpecs(topicNames('x'), { partitions: 6, connectorTypes: ['http', 'sms'] });
const named = (name: string) => specs.find((spec) => spec.name === `x.${name}.v1`);

it('names every topic once', () => {
  expect(specs.map(({ name }) => name).sort()).toEqual(
    [
      ...['events', 'results', 'runs', 'deadletters', 'workflows', 'connections', 'tenants', 'connectors', 'status'],
      ...['commands.http', 'commands.sms', 'control.http', 'control.sms'],
    ]
      .map((name) => `x.${name}.v1`)
      .sort(),
  );
});

it('gives runs a partition for each that rules reads, and keeps dead letters for thirty days', () => {
  expect(named('events')).toMatchObject({
    partitions: 6,
    cleanup: 'delete',
    retentionMs: 604_800_000,
    timestamps: 'broker',
  });
  expect(named('runs')?.partitions).toBe(12);
  expect(named('deadletters')).toMatchObject({ retentionMs: 2_592_000_000 });
  expect(named('workflows')).toMatchObject({ cleanup: 'compact' });
  expect(named('workflows')).not.toHaveProperty('retentionMs');
});
