import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../condition/types.js';
import { callEnded, recordOf, setOf, tell } from './testing.spec-helper.js';

const steps = [tell()];
const versions = (set: ReturnType<typeof setOf>, tenant = 'acme') =>
  set.match(callEnded({}, { tenant })).map(({ ref }) => `${ref.id}.v${ref.version}`);

describe('WorkflowSet', () => {
  it('keeps the highest revision of a workflow, whatever order they come in', () => {
    const set = setOf(recordOf('w', { steps }, { revision: 5 }));
    expect(set.put(recordOf('w', { steps }, { revision: 4 }))).toEqual({ ok: true, value: false });
    expect(versions(set)).toEqual(['w.v5']);
    expect(set.put(recordOf('w', { steps }, { revision: 6 }))).toEqual({ ok: true, value: true });
    expect(versions(set)).toEqual(['w.v6']);
    expect(set.size).toBe(1);
  });

  it('lets neither an old tombstone remove a workflow nor an old record bring one back', () => {
    const set = setOf(recordOf('w', { steps }, { revision: 5 }));
    set.remove('acme', 'w', 4);
    expect(versions(set)).toEqual(['w.v5']);
    set.remove('acme', 'w', 7);
    expect(set.put(recordOf('w', { steps }, { revision: 6 }))).toEqual({ ok: true, value: false });
    expect(versions(set)).toEqual([]);
    expect([set.size, set.revision('acme')]).toEqual([0, 7]);
  });

  it('removes for good with a tombstone that has no revision', () => {
    const set = setOf(recordOf('w', { steps }, { revision: 5 }));
    set.remove('acme', 'w');
    expect(set.put(recordOf('w', { steps }, { revision: 4 }))).toEqual({ ok: true, value: false });
    expect(versions(set)).toEqual([]);
  });

  it('takes a version that cannot be compiled out of force and says why', () => {
    const set = setOf(recordOf('w', { steps }));
    const conditions = { field: 'event.properties.a', operator: 'matches', value: '(' } as Condition;
    expect(set.put(recordOf('w', { steps, conditions }, { revision: 2 }))).toEqual({
      ok: false,
      error: [expect.objectContaining({ pointer: '/spec/conditions/value', code: 'invalid_pattern' })],
    });
    expect(versions(set)).toEqual([]);
  });

  it('refuses a record without the plan of an action', () => {
    const put = setOf().put({ ...recordOf('w', { steps }), actions: {} });
    expect(put).toEqual({
      ok: false,
      error: [expect.objectContaining({ pointer: '/spec/steps/0', code: 'missing_plan' })],
    });
  });

  it('keeps tenants apart, and knows the newest revision of each', () => {
    const set = setOf(
      recordOf('a', { steps }, { revision: 3 }),
      recordOf('b', { steps }, { revision: 8, tenant: 'other' }),
    );
    expect([versions(set), versions(set, 'other'), versions(set, 'nobody')]).toEqual([['a.v3'], ['b.v8'], []]);
    set.putTenant({ tenant: 'acme', revision: 4, deriveCallEvents: true, suspended: false, eventTypes: [] });
    expect([set.revision('acme'), set.revision('other'), set.revision('nobody')]).toEqual([4, 8, 0]);
    expect(set.tenant('acme')?.revision).toBe(4);
    set.removeTenant('acme');
    expect(set.tenant('acme')).toBeUndefined();
  });

  it('counts those that cannot be looked up', () => {
    const late = { field: 'event.properties.talking_time', operator: 'greater_than', value: 60 } as const;
    const one = { field: 'event.properties.line', operator: 'equals', value: 'a' } as const;
    const set = setOf(recordOf('late', { steps, conditions: late }), recordOf('one', { steps, conditions: one }));
    expect(set.onEveryEvent).toBe(1);
    set.remove('acme', 'late');
    set.remove('acme', 'one');
    expect(set.onEveryEvent).toBe(0);
  });

  it('lists candidates by id', () => {
    const set = setOf(...['c', 'a', 'b'].map((id) => recordOf(id, { steps })));
    expect(versions(set)).toEqual(['a.v1', 'b.v1', 'c.v1']);
  });
});
