import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { encodeMessage } from '@hookswitch/messaging';
import { DerivedAllowance } from './derived-allowance.js';
import { Bench, topics } from './testing/bench.spec-helper.js';
import { ask, callEnded, tell, workflow } from './testing/workflows.spec-helper.js';

const steps = [tell('tell', '{{event.properties.n}}')];
const texts = (bench: Bench) => bench.commands().map(({ params }) => params['text']);
const tenant = (name: string, more: object = {}) => ({
  tenant: name,
  revision: 1,
  deriveCallEvents: true,
  suspended: false,
  eventTypes: [],
  ...more,
});

describe('events', () => {
  it('that cannot go on become dead letters with their bytes, and hold nothing up', async () => {
    const bench = new Bench().put(workflow(topics, 'w', steps), workflow(topics, 'w', steps, { tenant: 'paused' }));
    bench.state.workflows.putTenant(tenant('paused', { suspended: true }));
    await bench.publish(callEnded({ n: 1 }));
    await bench.bus.publish([
      { topic: topics.events, key: 'k', value: 'not JSON' },
      { topic: topics.events, key: null, value: null },
    ]);
    await bench.publish(
      callEnded({ n: 2 }, { tenant: 'nobody' }),
      callEnded({ n: 3 }, { tenant: 'paused' }),
      callEnded({ n: 4 }, { hopcount: 9 }),
      callEnded({ n: 5 }, { hopcount: 8 }),
      callEnded({ n: 6 }, { type: 'call.exploded' }),
    );
    const batch = bench.bus.batch(topics.events);
    await bench.events.handle(batch);
    expect(texts(bench)).toEqual(['1', '5']);
    expect(bench.deadLetters().map(({ reason }) => reason)).toEqual([
      'not_json',
      'empty',
      'unknown_tenant',
      'tenant_suspended',
      'hop_limit',
      'unknown_type',
    ]);
    expect(bench.deadLetters()[0]!.value).toBe('not JSON');
    expect(batch.commits).toEqual([[8, '1']]);
    expect(bench.runs()[0]).toMatchObject({ from: 0, to: 8 });
  });

  it('that workflows led to are planned as many as their tenant may have, and the rest can be sent again', async () => {
    const bench = new Bench(undefined, new DerivedAllowance({ perSecond: 1, burst: 2 }));
    bench.put(workflow(topics, 'w', steps), workflow(topics, 'w', steps, { tenant: 'other' }));
    bench.state.workflows.putTenant(tenant('other'));
    const derived = [1, 2, 3, 4].map((n) => callEnded({ n }, { hopcount: 1 }));
    await bench.publish(...derived, callEnded({ n: 5 }), callEnded({ n: 6 }, { tenant: 'other', hopcount: 1 }));
    await bench.events.handle(bench.bus.batch(topics.events));
    expect(texts(bench)).toEqual(['1', '2', '5', '6']);
    expect(bench.deadLetters().map(({ reason }) => reason)).toEqual(['derived_limit', 'derived_limit']);
  });

  it('are dead letters before they are accounted for: a crash in between loses none', async () => {
    const bench = new Bench();
    await bench.bus.publish([{ topic: topics.events, key: 'k', value: 'not JSON' }]);
    bench.bus.before = (records) => {
      if (records[0]?.topic === topics.runs) throw new Error('crash');
    };
    await expect(bench.events.handle(bench.bus.batch(topics.events))).rejects.toThrow('crash');
    expect(bench.deadLetters()).toHaveLength(1);
  });

  it('wait for the workflows that their sender had saved, and go on when they come', async () => {
    const bench = new Bench();
    await bench.publish(callEnded({ n: 1 }, { revision: 3 }));
    const handled = bench.events.handle(bench.bus.batch(topics.events));
    await setImmediate();
    const record = encodeMessage(
      'workflow',
      topics.workflows,
      'default|w',
      workflow(topics, 'w', steps, { version: 3 }),
    );
    await bench.bus.publish([record]);
    bench.state.take('workflows', bench.bus.records(topics.workflows));
    await handled;
    expect(texts(bench)).toEqual(['1']);
    expect((await bench.meters.heldBack.get()).values).toEqual([{ labels: { outcome: 'reached' }, value: 1 }]);
  });

  it('wait for the record of their tenant, which may come after its first workflow', async () => {
    const bench = new Bench().put(workflow(topics, 'w', steps, { tenant: 'young', version: 3 }));
    await bench.publish(callEnded({ n: 1 }, { tenant: 'young', revision: 3 }));
    const handled = bench.events.handle(bench.bus.batch(topics.events));
    await setImmediate();
    await bench.bus.publish([encodeMessage('tenant', topics.tenants, 'young', tenant('young'))]);
    bench.state.take('tenants', bench.bus.records(topics.tenants));
    await handled;
    expect(bench.deadLetters()).toEqual([]);
    expect(texts(bench)).toEqual(['1']);
  });

  it('go on without them when that takes too long', async () => {
    const bench = new Bench().put(workflow(topics, 'w', steps));
    await bench.publish(callEnded({ n: 1 }, { revision: 3 }));
    await bench.events.handle(bench.bus.batch(topics.events));
    expect(texts(bench)).toEqual(['1']);
    expect((await bench.meters.heldBack.get()).values).toEqual([{ labels: { outcome: 'timeout' }, value: 1 }]);
  });

  it('that are planned after a change of the workflows are accounted for with its revision, those before without', async () => {
    const bench = new Bench().put(workflow(topics, 'w', [tell('tell', 'old')]));
    await bench.publish(callEnded(), callEnded(), callEnded());
    const newer = workflow(topics, 'w', [tell('tell', 'new')], { version: 2 });
    await bench.bus.publish([encodeMessage('workflow', topics.workflows, 'default|w', newer)]);
    jest.spyOn(bench.meters.matched, 'inc').mockImplementationOnce(() => {
      bench.state.take('workflows', bench.bus.records(topics.workflows));
    });
    await bench.events.handle(bench.bus.batch(topics.events));
    expect(texts(bench)).toEqual(['old', 'new', 'new']);
    expect(bench.runs().map(({ from, to, revisions }) => [from, to, revisions])).toEqual([
      [0, 1, { default: 1 }],
      [1, 3, { default: 2 }],
    ]);
  });

  it('plan the same commands when they come twice', async () => {
    const bench = new Bench().put(workflow(topics, 'w', steps));
    const event = callEnded({ n: 1 });
    await bench.publish(event, event);
    await bench.events.handle(bench.bus.batch(topics.events));
    const [first, second] = bench.commands();
    expect(second!.id).toBe(first!.id);
  });
});

describe('what is too large for the account', () => {
  const large = (bytes: number) => callEnded({ n: 'x'.repeat(bytes) });

  it('ends the run dead when one run is', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => tell(`s${index}`));
    const bench = new Bench().put(workflow(topics, 'w', ten));
    await bench.publish(large(50_000), callEnded({ n: 1 }));
    await bench.events.handle(bench.bus.batch(topics.events));
    expect(bench.commands()).toHaveLength(10);
    const [first] = bench.runs()[0]!.stages;
    expect(first).toMatchObject({ status: 'dead', reason: 'too_large', commands: [] });
  });

  it('makes the event a dead letter when its runs together are', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `w${String(index).padStart(2, '0')}`);
    const bench = new Bench().put(...ids.map((id) => workflow(topics, id, steps)));
    await bench.publish(large(50_000));
    const batch = bench.bus.batch(topics.events);
    await bench.events.handle(batch);
    expect(bench.commands().length).toBeGreaterThan(5);
    expect(bench.commands().length).toBeLessThan(15);
    expect(bench.deadLetters().map(({ reason }) => reason)).toEqual(['fan_out_limit']);
    expect(batch.commits).toEqual([[1, '1']]);
  });

  it('is spread over several messages, and over several rounds, when a batch is', async () => {
    const bench = new Bench().put(workflow(topics, 'w', steps));
    await bench.publish(...Array.from({ length: 100 }, () => large(60_000)));
    const batch = bench.bus.batch(topics.events);
    await bench.events.handle(batch);
    expect(new Set(bench.commands().map(({ id }) => id)).size).toBe(100);
    expect(batch.commits.length).toBeGreaterThan(1);
    expect(batch.commits.at(-1)).toEqual([100, String(bench.runs().length)]);
    const covers = bench.runs().map(({ from, to }) => [from, to]);
    expect(covers.map(([from]) => from)).toEqual([0, ...covers.slice(0, -1).map(([, to]) => to)]);
    for (const { value } of bench.bus.records(topics.runs)) expect(value!.length).toBeLessThan(900 * 1024);
  });
});

it('an action that waits carries a continuation that nobody can read', async () => {
  const record = workflow(topics, 'w', [ask(), tell('tell', '{{steps.crm.status}} of {{event.properties.n}}')], {
    awaited: ['crm'],
  });
  const bench = new Bench().put(record);
  await bench.publish(callEnded({ n: 'private' }));
  await bench.events.handle(bench.bus.batch(topics.events));
  const [command] = bench.commands('http');
  expect(command!.continuation).toMatch(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(JSON.stringify(bench.runs())).not.toContain('private');
});
