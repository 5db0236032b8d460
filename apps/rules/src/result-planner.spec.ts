import { describe, expect, it } from '@jest/globals';
import type { Command, Result } from '@hookswitch/domain';
import { encodeMessage } from '@hookswitch/messaging';
import { Bench, topics } from './testing/bench.spec-helper.js';
import { ask, callEnded, tell, workflow } from './testing/workflows.spec-helper.js';

const record = workflow(topics, 'w', [ask(), tell('tell', 'crm {{steps.crm.status}}')], { awaited: ['crm'] });

async function waiting(bench: Bench): Promise<Command> {
  await bench.publish(callEnded());
  await bench.events.handle(bench.bus.batch(topics.events));
  return bench.commands('http')[0]!;
}

const resultOf = (command: Command, more: Partial<Result> = {}): Result => ({
  command: command.id,
  seq: 1,
  redrives: 0,
  tenant: command.tenant,
  workflow: command.workflow,
  connector: command.connector,
  event: command.event,
  run: command.run,
  step: command.step,
  status: 'succeeded',
  attempt: 1,
  finishedAt: '2026-11-24T10:00:00.000Z',
  ...(command.continuation !== undefined && { continuation: command.continuation }),
  ...more,
});
const publish = (bench: Bench, ...results: readonly Result[]) =>
  bench.bus.publish(results.map((result) => encodeMessage('result', topics.results, 'k', result)));

describe('a result', () => {
  it('takes its run on, accounted for in a partition of its own', async () => {
    const bench = new Bench().put(record);
    await publish(bench, resultOf(await waiting(bench)));
    const batch = bench.bus.batch(topics.results);
    await bench.results.handle(batch);
    expect(bench.commands().map(({ step, params }) => [step, params['text']])).toEqual([['tell', 'crm succeeded']]);
    expect(bench.runs(2)).toEqual([
      expect.objectContaining({ source: { topic: topics.results, partition: 0 }, from: 0, to: 1 }),
    ]);
    expect(bench.runs(2)[0]!.stages[0]).toMatchObject({
      after: 'crm',
      status: 'running',
      at: '2026-11-24T10:00:00.000Z',
    });
    expect(batch.commits).toEqual([[1, '1']]);
  });

  it('gives the same commands when it is read twice', async () => {
    const bench = new Bench().put(record);
    await publish(bench, resultOf(await waiting(bench)));
    await bench.results.handle(bench.bus.batch(topics.results));
    await new Bench(bench.bus).results.handle(bench.bus.batch(topics.results));
    const [first, second] = bench.commands();
    expect(second).toEqual(first);
    expect(bench.runs(2)).toHaveLength(1);
  });

  it('leads to nothing, and to no account, without an end or without a continuation', async () => {
    const bench = new Bench().put(record);
    const command = await waiting(bench);
    const { continuation: _, ...bare } = resultOf(command);
    const { status: __, ...late } = resultOf(command);
    await publish(bench, resultOf(command, { status: 'waiting' }), bare, late);
    const batch = bench.bus.batch(topics.results);
    await bench.results.handle(batch);
    expect([bench.commands().length, bench.runs(2).length, bench.deadLetters().length]).toEqual([0, 0, 0]);
    expect(batch.commits).toEqual([[3, '0']]);
  });

  it('with a continuation of something else is a dead letter, and the others go on', async () => {
    const bench = new Bench().put(record);
    const command = await waiting(bench);
    await publish(
      bench,
      resultOf(command, { tenant: 'other' }),
      resultOf(command, { run: '00000000-0000-5000-8000-000000000000' }),
      resultOf(command, { command: '00000000-0000-5000-8000-000000000000' }),
      resultOf(command, { continuation: 'made up' }),
    );
    await bench.bus.publish([{ topic: topics.results, key: 'k', value: '{}' }]);
    await publish(bench, resultOf(command));
    const batch = bench.bus.batch(topics.results);
    await bench.results.handle(batch);
    expect(bench.deadLetters().map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 4 }, () => 'continuation_invalid'),
      'invalid_message',
    ]);
    expect(bench.commands()).toHaveLength(1);
    expect(batch.commits).toEqual([[6, '1']]);
  });
});
