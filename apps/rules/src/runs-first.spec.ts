import { describe, expect, it } from '@jest/globals';
import { MessagingError, encodeMessage, type Assignment } from '@hookswitch/messaging';
import { Bench, topics } from './testing/bench.spec-helper.js';
import { callEnded, tell, workflow } from './testing/workflows.spec-helper.js';

const v1 = workflow(topics, 'w', [tell('tell', 'one')]);
const v2 = workflow(topics, 'w', [tell('tell', 'two')], { version: 2 });
const unavailable = () => {
  throw new MessagingError('unavailable', 'down');
};
const commandsOnly = (topic: string) => topic === topics.commands('slack');
const assigned = (offset: number, metadata: string): Assignment[] => [
  { topic: topics.events, partition: 0, committed: { offset, metadata } },
];
const texts = (bench: Bench) => bench.commands().map(({ params }) => params['text']);

describe('a batch of events', () => {
  it('is accounted for, then its commands leave, then it is committed with the next place in the account', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded(), callEnded({}, { type: 'call.started' }), callEnded());
    const order: string[] = [];
    bench.bus.before = (records) => void order.push(...new Set(records.map(({ topic }) => topic)));
    const batch = bench.bus.batch(topics.events);
    await bench.events.handle(batch);
    expect(order).toEqual([topics.runs, topics.commands('slack')]);
    expect(bench.runs()).toEqual([
      expect.objectContaining({
        source: { topic: topics.events, partition: 0 },
        from: 0,
        to: 3,
        revisions: { default: 1 },
      }),
    ]);
    expect(bench.runs()[0]!.stages.map(({ offset }) => offset)).toEqual([0, 2]);
    expect(bench.runs()[0]!.stages[0]!.commands[0]!.command).toEqual(bench.commands()[0]);
    expect(batch.commits).toEqual([[3, '1']]);
  });

  it('that comes again after the commands failed is sent as accounted for, whatever has changed', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded(), callEnded());
    bench.bus.before = (records) => {
      if (records.some(({ topic }) => commandsOnly(topic))) unavailable();
    };
    await expect(bench.events.handle(bench.bus.batch(topics.events))).rejects.toMatchObject({ code: 'unavailable' });
    bench.bus.before = () => undefined;
    bench.put(v2);
    const batch = bench.bus.batch(topics.events);
    await bench.events.handle(batch);
    expect(texts(bench)).toEqual(['one', 'one']);
    expect(bench.runs()).toHaveLength(1);
    expect(batch.commits).toEqual([[2, '1']]);
  });

  it('is planned anew when its account was never stored', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded());
    bench.bus.before = unavailable;
    await expect(bench.events.handle(bench.bus.batch(topics.events))).rejects.toThrow('down');
    bench.bus.before = () => undefined;
    bench.put(v2);
    await bench.events.handle(bench.bus.batch(topics.events));
    expect(texts(bench)).toEqual(['two']);
  });

  it('is taken over with the account that the last owner left, and what comes behind it is planned', async () => {
    const old = new Bench().put(v1);
    await old.publish(callEnded(), callEnded());
    old.bus.before = (records) => {
      if (records.some(({ topic }) => commandsOnly(topic))) unavailable();
    };
    await expect(old.events.handle(old.bus.batch(topics.events))).rejects.toThrow();
    old.bus.before = () => undefined;
    const next = new Bench(old.bus).put(v2);
    await next.publish(callEnded());
    next.events.assigned(assigned(0, '0'));
    const batch = next.bus.batch(topics.events);
    await next.events.handle(batch);
    expect(texts(next)).toEqual(['one', 'one', 'two']);
    expect(batch.commits).toEqual([
      [2, '1'],
      [3, '2'],
    ]);
  });

  it('reads the account again when that failed half-way', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded());
    await bench.events.handle(bench.bus.batch(topics.events));
    const next = new Bench(bench.bus).put(v2);
    bench.bus.beforeRead = unavailable;
    await expect(next.events.handle(next.bus.batch(topics.events))).rejects.toThrow('down');
    bench.bus.beforeRead = () => undefined;
    await next.events.handle(next.bus.batch(topics.events));
    expect(texts(next)).toEqual(['one', 'one']);
    expect(next.runs()).toHaveLength(1);
  });

  it('starts in the middle of the account, where the commit says', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded(), callEnded(), callEnded());
    await bench.events.handle({
      ...bench.bus.batch(topics.events),
      records: bench.bus.records(topics.events).slice(0, 1),
    });
    const next = new Bench(bench.bus).put(v2);
    next.events.assigned(assigned(1, '1'));
    await next.events.handle(next.bus.batch(topics.events, 1));
    expect(texts(next)).toEqual(['one', 'two', 'two']);
    expect(next.runs().map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it('whose account another process wrote first is sent as that process planned it', async () => {
    const bench = new Bench().put(v2);
    const other = new Bench(bench.bus).put(v1);
    await bench.publish(callEnded(), callEnded(), callEnded());
    const batch = bench.bus.batch(topics.events);
    bench.bus.before = async () => {
      bench.bus.before = () => undefined;
      await other.events.handle({ ...bench.bus.batch(topics.events), records: batch.records.slice(0, 2) });
    };
    await bench.events.handle(batch);
    expect(texts(bench)).toEqual(['one', 'one', 'one', 'one', 'two']);
    expect(batch.commits).toEqual([[3, '2']]);
    expect(bench.log.lines).toContain('warn another process planned first: its plans are sent');
  });

  it('is left alone once the partition was lost', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded());
    const batch = bench.bus.batch(topics.events);
    bench.bus.before = () => {
      batch.stale = true;
    };
    await bench.events.handle(batch);
    expect([bench.runs().length, bench.commands().length, batch.commits.length]).toEqual([1, 0, 0]);
  });

  it('does not trouble the bus with a commit that was fenced', async () => {
    const bench = new Bench().put(v1);
    await bench.publish(callEnded());
    const batch = bench.bus.batch(topics.events);
    bench.bus.before = (records) => {
      if (records.some(({ topic }) => commandsOnly(topic))) throw new MessagingError('fenced', 'lost');
    };
    await expect(bench.events.handle(batch)).resolves.toBeUndefined();
  });
});

it('leaves out what in the account is not about its partition', async () => {
  const bench = new Bench().put(v1);
  const stranger = {
    source: { topic: topics.events, partition: 1 },
    from: 0,
    to: 9,
    revisions: {},
    engine: 'x',
    stages: [],
  };
  await bench.bus.publish([
    { topic: topics.runs, key: 'x', value: 'not JSON' },
    encodeMessage('runs', topics.runs, 'x', stranger, { partition: 0 }),
  ]);
  await bench.publish(callEnded());
  const batch = bench.bus.batch(topics.events);
  await bench.events.handle(batch);
  expect(texts(bench)).toEqual(['one']);
  expect(batch.commits).toEqual([[1, '3']]);
  expect(bench.log.lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
});
