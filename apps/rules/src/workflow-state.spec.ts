import { expect, it } from '@jest/globals';
import { SNAPSHOT_KEY, topicNames } from '@hookswitch/domain';
import { encodeMessage, type BusRecord, type OutgoingRecord } from '@hookswitch/messaging';
import { createEngines, Metrics } from '@hookswitch/platform';
import { rulesMeters } from './meters.js';
import { MemoryBus } from './testing/memory-bus.spec-helper.js';
import { NotedLog } from './testing/noted-log.spec-helper.js';
import { tell, workflow } from './testing/workflows.spec-helper.js';
import { WorkflowState } from './workflow-state.js';

const topics = topicNames('t');
const log = new NotedLog();
const stateOf = (partitions = 2) =>
  new WorkflowState(createEngines(), { workflows: partitions, tenants: 1 }, log, rulesMeters(new Metrics()));
const record = (version: number) => workflow(topics, 'w', [tell()], { version });
const encoded = (version: number) => encodeMessage('workflow', topics.workflows, 'default|w', record(version));
const marker = (topic: string, partition: number) =>
  encodeMessage('snapshot', topic, SNAPSHOT_KEY, { kind: 'snapshot', at: '2026-11-24T10:00:00Z' }, { partition });

async function stored(...records: readonly OutgoingRecord[]): Promise<readonly BusRecord[]> {
  const bus = new MemoryBus();
  await bus.publish(records);
  return [0, 1].flatMap((partition) => bus.records(records[0]!.topic, partition));
}

it('is complete only with a marker in every partition and all read that was there', async () => {
  const state = stateOf();
  const complete = state.complete(new AbortController().signal);
  expect(state.missing()).toContain('has not yet read all of tenants');
  state.caughtUp('tenants');
  expect(state.missing()).toContain('snapshot in 1 partition(s) of tenants');
  state.take('tenants', await stored(marker(topics.tenants, 0)));
  expect(state.missing()).toContain('has not yet read all of workflows');
  state.caughtUp('workflows');
  state.take('workflows', await stored(marker(topics.workflows, 0)));
  expect(state.missing()).toContain('snapshot in 1 partition(s) of workflows');
  state.take('workflows', await stored(marker(topics.workflows, 1)));
  expect(state.missing()).toBeUndefined();
  await expect(complete).resolves.toBe(true);
});

it('lets go of those who wait for it when the service ends', async () => {
  const ending = new AbortController();
  const complete = stateOf().complete(ending.signal);
  ending.abort();
  await expect(complete).resolves.toBe(false);
});

it('takes workflows and tombstones by their revisions, and survives what cannot be read', async () => {
  const state = stateOf();
  const revisions = async (...records: readonly OutgoingRecord[]) => {
    state.take('workflows', await stored(...records));
    return [state.workflows.size, state.workflows.revision('default')];
  };
  const tombstone = { topic: topics.workflows, key: 'default|w', value: null };
  expect(await revisions(encoded(5), encoded(4))).toEqual([1, 5]);
  expect(await revisions({ ...tombstone, headers: { hs_revision: '4' } })).toEqual([1, 5]);
  expect(await revisions({ ...tombstone, headers: { hs_revision: '6' } }, encoded(5))).toEqual([0, 6]);
  expect(await revisions(encoded(7), { ...tombstone, value: '{' })).toEqual([1, 7]);
  expect(await revisions(tombstone)).toEqual([0, 7]);
  expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
});

it('reports a workflow that cannot be compiled', async () => {
  const broken = { ...record(9), actions: {} };
  const state = stateOf();
  state.take('workflows', await stored(encodeMessage('workflow', topics.workflows, 'default|w', broken)));
  expect(state.workflows.size).toBe(0);
  expect(log.lines.at(-1)).toBe('error a workflow cannot be compiled and is out of force');
});
