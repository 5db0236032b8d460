import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MessagingError, encodeMessage, type EventBus } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import type { Command, Result, TenantRecord } from '@hookswitch/domain';
import type { BeforePublish } from './testing/hooked-bus.spec-helper.js';
import { Rig, type BusKind } from './testing/rig.spec-helper.js';
import { ask, callEnded, tell, workflow } from './testing/workflows.spec-helper.js';

const TENANT: TenantRecord = {
  tenant: 'default',
  revision: 1,
  deriveCallEvents: true,
  suspended: false,
  eventTypes: [],
};
const ID = '6f1b3a52-98c7-4d51-9d8e-0f8a6f0c2b11';

describe.each<BusKind>(['kafka', 'postgres'])('rules over %s', (kind) => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.start(kind);
  });
  afterEach(() => rig.end());

  const record = (text: string, version = 1) => workflow(rig.topics, ID, [tell('tell', text)], { version });
  const texts = (commands: readonly Command[]) => commands.map(({ params }) => params['text']);
  /** Nothing that this process plans reaches a connector. */
  const commandsFail: BeforePublish = (records) => {
    if (records.some(({ topic }) => topic.startsWith(`${rig.prefix}.commands.`)))
      throw new MessagingError('unavailable', 'crashed');
  };

  it('plans nothing before it has read a whole snapshot of the workflows', async () => {
    await rig.send(callEnded({ n: 1 }));
    const { health } = await rig.rules();
    await eventually('rules to wait for nothing but the snapshot', () => {
      const { reasons } = health.readiness();
      return Object.keys(reasons).join() === 'workflows' && reasons['workflows']?.includes('snapshot');
    });
    expect(await rig.all(rig.topics.runs)).toEqual([]);
    await rig.save(TENANT, record('{{event.properties.n}}'));
    await rig.snapshot();
    expect(texts(await rig.commands('slack', 1))).toEqual(['1']);
    expect(health.readiness().reasons['workflows']).toBeUndefined();
  });

  it('accounts for every event, in the partition of the event, and commits with its place in the account', async () => {
    await rig.save(TENANT, record('{{event.properties.n}}'));
    await rig.snapshot();
    await rig.rules();
    const subjects = ['a', 'b', 'c', 'd', 'e'].map((subject) => callEnded({ n: subject }, { subject }));
    await rig.send(...subjects, callEnded({}, { type: 'call.started', subject: 'a' }));
    await rig.settled();
    const sent = await rig.commands('slack', 5);
    expect(texts(sent).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const ends = await rig.bus.offsets(rig.topics.events);
    const committed = await rig.bus.committed(`${rig.prefix}.rules`, rig.topics.events);
    for (const [partition, { next }] of ends.entries()) {
      const runs = (await rig.all(rig.topics.runs)).filter((each) => each.partition === partition);
      expect(committed.get(partition)?.metadata ?? '0').toBe(String(next === 0 ? '0' : runs.length));
    }
    const accounts = await rig.messages('runs', rig.topics.runs);
    expect(accounts.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(6);
    const accounted = accounts.flatMap(({ stages }) => stages).flatMap(({ commands }) => commands);
    expect(new Set(accounted.map(({ command }) => command.id))).toEqual(new Set(sent.map(({ id }) => id)));
  });

  it('sends the commands that were accounted for after a crash, though the workflow was edited meanwhile', async () => {
    await rig.save(TENANT, record('first {{event.properties.n}}'));
    await rig.snapshot();
    const crashing = await rig.rules(commandsFail);
    await rig.send(callEnded({ n: 1 }), callEnded({ n: 2 }));
    await eventually('the account', async () => (await rig.all(rig.topics.runs)).length > 0);
    await crashing.stop();
    await rig.save(record('second {{event.properties.n}}', 2));
    await rig.rules();
    const sent = await rig.commands('slack', 2);
    const accounted = (await rig.messages('runs', rig.topics.runs)).flatMap(({ stages }) => stages);
    const recorded = accounted.flatMap(({ commands }) => commands.map(({ command }) => command));
    expect(sent.slice(0, recorded.length)).toEqual(recorded);
    expect(texts(sent)[0]).toBe('first 1');
    await rig.send(callEnded({ n: 3 }));
    expect(texts(await rig.commands('slack', 3)).at(-1)).toBe('second 3');
  });

  it('sends what a process that was thought dead had accounted for first', async () => {
    await rig.save(TENANT, record('{{event.properties.n}}', 2));
    await rig.snapshot();
    const zombie = { woke: false };
    const wake: BeforePublish = async (records, bus: EventBus) => {
      const runs = records.find(({ topic }) => topic === rig.topics.runs);
      if (!runs || zombie.woke) return;
      zombie.woke = true;
      // The same account as an older version plans it.
      const text = String(runs.value)
        .replaceAll('"text":"1"', '"text":"older"')
        .replaceAll('"version":2', '"version":1');
      await bus.publish([{ ...runs, value: text }]);
    };
    await rig.rules(wake);
    await rig.send(callEnded({ n: 1 }));
    await rig.settled();
    expect(texts(await rig.commands('slack', 1))).toEqual(['older']);
    await rig.send(callEnded({ n: 2 }));
    expect(texts(await rig.commands('slack', 2))).toEqual(['older', '2']);
  });

  it('takes runs on from results, and keeps poison away from them', async () => {
    const steps = [ask(), tell('tell', '{{steps.crm.output.name}} {{event.properties.n}}')];
    await rig.save(TENANT, workflow(rig.topics, ID, steps, { awaited: ['crm'] }));
    await rig.snapshot();
    await rig.rules();
    await rig.send(callEnded({ n: 1 }));
    const [command] = await rig.commands('http', 1);
    const { id, run, tenant, workflow: ref, connector, event, step, continuation } = command!;
    const facts = { tenant, workflow: ref, connector, event, run, step, seq: 1, redrives: 0, attempt: 1 };
    const result = {
      ...facts,
      command: id,
      status: 'succeeded',
      output: { name: 'Eva' },
      finishedAt: new Date().toISOString(),
    } as const;
    const encode = (value: Result) => encodeMessage('result', rig.topics.results, `${tenant}|${run}`, value);
    await rig.bus.publish([
      encode({ ...result, continuation: 'forged' }),
      { topic: rig.topics.results, key: `${tenant}|${run}`, value: 'poison' },
      encode({ ...result, continuation: continuation! }),
    ]);
    await rig.settled('results');
    expect(texts(await rig.commands('slack', 1))).toEqual(['Eva 1']);
    const reasons = (await rig.all(rig.topics.deadletters)).map(({ headers }) => headers['hs_reason']?.toString());
    expect(reasons.sort()).toEqual(['continuation_invalid', 'not_json']);
    const accounts = await rig.all(rig.topics.runs);
    expect(accounts.map(({ partition }) => partition < 2)).toEqual([true, false]);
  });

  it('keeps poison among events away from the good ones', async () => {
    await rig.save(TENANT, record('{{event.properties.n}}'));
    await rig.snapshot();
    await rig.rules();
    const subject = 'same-partition';
    const [first] = await rig.send(callEnded({ n: 1 }, { subject }));
    const partition = first!.partition;
    const poison = ['', '[]', '{"specversion":"1.0"}', '\u0000'].map((value) => ({
      topic: rig.topics.events,
      key: 'k',
      value,
      partition,
    }));
    await rig.bus.publish(poison);
    await rig.send(callEnded({ n: 2 }, { subject, hopcount: 9 }), callEnded({ n: 3 }, { subject }));
    await rig.send(callEnded({ n: 4 }, { tenant: 'nobody' }));
    await rig.settled();
    expect(texts(await rig.commands('slack', 2)).sort()).toEqual(['1', '3']);
    expect(await rig.all(rig.topics.deadletters)).toHaveLength(6);
  });
});

describe('two replicas of rules', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.start('kafka');
  });
  afterEach(() => rig.end());

  it('share the partitions, and one takes over what the other leaves, in order', async () => {
    await rig.save(TENANT, workflow(rig.topics, ID, [tell('tell', '{{event.subject}} {{event.properties.n}}')]));
    await rig.snapshot();
    const first = await rig.rules();
    await rig.rules();
    const round = (n: number) => ['a', 'b', 'c', 'd'].map((subject) => callEnded({ n }, { subject }));
    for (let n = 0; n < 20; n += 1) {
      await rig.send(...round(n));
      if (n === 10) await first.stop();
    }
    await rig.settled();
    const sent = await rig.messages('command', rig.topics.commands('slack'));
    // A command may come twice around the hand-over; the first of each counts.
    const once = [...new Map(sent.toReversed().map((command) => [command.id, command])).values()].toReversed();
    for (const subject of ['a', 'b', 'c', 'd']) {
      const texts = once.map(({ params }) => params['text'] as string).filter((text) => text.startsWith(subject));
      expect(texts).toEqual(Array.from({ length: 20 }, (_, n) => `${subject} ${n}`));
    }
  });
});
