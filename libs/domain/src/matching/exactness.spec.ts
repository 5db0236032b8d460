import { describe, expect, it } from '@jest/globals';
/* eslint-disable @nx/enforce-module-boundaries -- the workload is shared with the benchmarks, which are no project */
import { telephonyEvent, workflowRecord } from '../../../../tools/rules-workload/adapt.mjs';
import { matchingIds } from '../../../../tools/rules-workload/reference.mjs';
import {
  events,
  rules,
  type Family,
  type WorkloadEvent,
  type WorkloadRule,
} from '../../../../tools/rules-workload/workload.mjs';
/* eslint-enable @nx/enforce-module-boundaries */
import { firing } from '../planning/firing.js';
import { WorkflowSet } from '../planning/workflow-set.js';
import { testEngines } from '../testing/engines.spec-helper.js';

const NOW = Date.UTC(2026, 0, 2);
const engines = testEngines();

/** The workload's own types are taken as they are: a `call.ended` is nothing else. */
function setOf(all: readonly WorkloadRule[]): WorkflowSet {
  const workflows = new WorkflowSet(engines);
  for (const tenant of new Set(all.map((rule) => rule.tenant ?? 'default')))
    workflows.putTenant({ tenant, revision: 1, deriveCallEvents: false, suspended: false, eventTypes: [] });
  for (const rule of all) expect(workflows.put(workflowRecord(rule))).toEqual({ ok: true, value: true });
  return workflows;
}

function differences(all: readonly WorkloadRule[], workflows: WorkflowSet, some: readonly WorkloadEvent[]) {
  const tenants = all[0]?.tenant !== undefined;
  let expected = 0;
  const differing = some.filter((event) => {
    const wanted = matchingIds(all, event);
    expected += wanted.length;
    const got = firing(telephonyEvent(event, { tenants }), workflows, NOW, engines).map(({ id }) => id);
    return wanted.join() !== got.join();
  });
  return { expected, differing };
}

describe('matching is exact', () => {
  it.each<[Family, number, number]>([
    ['E', 10_000, 200],
    ['G', 10_000, 200],
    ['A', 2_000, 300],
    ['B', 2_000, 300],
    ['C', 2_000, 300],
    ['D', 2_000, 300],
    ['F1', 1_000, 100],
    ['F2', 300, 100],
  ])('family %s: %d rules, %d events', (family, count, some) => {
    const all = rules(family, count);
    const { expected, differing } = differences(all, setOf(all), events(some));
    expect(expected).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  });
});

it('stays exact while rules come, change and go', () => {
  const workflows = setOf([]);
  const pool = (['A', 'B', 'C', 'D', 'E', 'F1'] as const).flatMap((family) =>
    rules(family, 400).map((rule) => ({ ...rule, id: `${family}${rule.id}` })),
  );
  const inForce = new Map<string, WorkloadRule>();
  const some = events(40);
  let draw = 1;
  const next = (below: number) => (draw = (draw * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 10; round += 1) {
    for (let change = 0; change < 1_000; change += 1) {
      const rule = pool[next(pool.length)]!;
      const other = pool[next(pool.length)]!;
      if (next(3) === 0) {
        workflows.remove('default', rule.id);
        inForce.delete(rule.id);
      } else {
        const changed = { ...rule, when: other.when, type: other.type };
        workflows.put(workflowRecord(changed));
        inForce.set(rule.id, changed);
      }
    }
    const all = [...inForce.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    expect(workflows.size).toBe(all.length);
    const { expected, differing } = differences(all, workflows, some);
    expect(expected).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  }
});
