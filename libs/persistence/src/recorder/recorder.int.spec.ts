import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Result, RunsMessage, TelephonyEvent } from '@hookswitch/domain';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder, type RunRecorder } from './create-history.js';
import type { History } from './history.js';
import { nextMessage, result, retried, RUN, startMessage } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
let recorder: RunRecorder;
let history: History;
const NOW = Date.parse('2026-11-20T10:00:00Z');

beforeAll(async () => {
  recorder = createRunRecorder(database.pool);
  history = createHistory(database.pool);
  await recorder.maintain(NOW);
});
beforeEach(async () => {
  await empty();
});

// Many small partitions: emptying them by TRUNCATE costs a hundred times as much.
const TABLES = ['events', 'runs', 'stages', 'steps', 'commands', 'attempts', 'coverage', 'dead_letters'];
const empty = () => database.pool.query(TABLES.map((table) => `DELETE FROM history.${table};`).join(' '));
const page = { limit: 10 };
type Message = { readonly runs: RunsMessage } | { readonly result: Result };
const record = async (message: Message) => {
  if ('runs' in message) await recorder.runs([message.runs], NOW);
  else await recorder.results([message.result]);
};
const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, at) =>
        permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
      );

describe('a run of two steps with a retry', () => {
  const messages: readonly Message[] = [
    { runs: startMessage },
    { runs: nextMessage },
    { result: retried },
    { result: result('crm', 2) },
    { result: result('text', 1) },
  ];

  it('looks the same in whatever order its messages are read, and read twice', async () => {
    const seen = new Set<string>();
    for (const order of permutations(messages)) {
      await empty();
      for (const message of [...order, ...order.slice(0, 2)]) await record(message);
      seen.add(JSON.stringify(await history.run('acme', RUN)));
    }
    expect(seen.size).toBe(1);
    const run = await history.run('acme', RUN);
    expect(run).toMatchObject({ status: 'succeeded', endedAt: '2026-11-20T09:16:07.000Z', workflow: { version: 3 } });
    expect(run?.steps.map(({ id, status }) => [id, status])).toEqual([
      ['crm', 'awaited'],
      ['text', 'sent'],
    ]);
    expect(run?.steps[0]?.command).toMatchObject({
      status: 'succeeded',
      attempts: [{ seq: 1, outcome: 'retry' }, { seq: 2 }],
    });
  });

  it('never keeps what is sealed', async () => {
    await record({ runs: startMessage });
    expect(JSON.stringify(await history.run('acme', RUN))).not.toContain('sealed');
  });
});

describe('the status of a run', () => {
  const statusAfter = async (...messages: readonly Message[]) => {
    for (const message of messages) await record(message);
    const [run] = await history.runs('acme', {}, page);
    return [run?.status, run?.reason];
  };

  it('is running while an awaited result has come but not the stage that follows it', async () => {
    expect(await statusAfter({ runs: startMessage }, { result: result('crm', 1) })).toEqual(['running', undefined]);
  });

  it('is dead with the reason when rules stops at a dead step', async () => {
    const stopped = {
      ...nextMessage,
      stages: [{ ...nextMessage.stages[0]!, status: 'dead' as const, reason: 'rejected', steps: [], commands: [] }],
    };
    const dead = result('crm', 1, { status: 'dead', reason: 'rejected', outcome: 'failed' });
    expect(await statusAfter({ runs: startMessage }, { result: dead }, { runs: stopped })).toEqual([
      'dead',
      'rejected',
    ]);
  });

  it('is succeeded when the run went on from a dead step and the rest succeeded', async () => {
    const dead = result('crm', 1, { status: 'dead', reason: 'exhausted', outcome: 'retry' });
    expect(
      await statusAfter({ runs: startMessage }, { result: dead }, { runs: nextMessage }, { result: result('text', 1) }),
    ).toEqual(['succeeded', undefined]);
  });

  it('is skipped when a gate did not hold after an action that nobody waits for', async () => {
    const { after, ...stage } = nextMessage.stages[0]!;
    const steps = [...stage.steps, { id: 'vip-only', kind: 'condition', status: 'stopped' }] as const;
    const stopped = { ...startMessage, stages: [{ ...stage, steps }] };
    expect(await statusAfter({ runs: stopped })).toEqual(['running', undefined]);
    expect(await statusAfter({ result: result('text', 1) })).toEqual(['skipped', undefined]);
  });

  it('follows a redriven step that leads the run on where it had stopped, in either order', async () => {
    const stage = nextMessage.stages[0]!;
    const skipped = [{ id: 'text', kind: 'action', status: 'skipped' }] as const;
    const early = {
      status: 'dead' as const,
      reason: 'rejected',
      steps: skipped,
      commands: [],
      at: '2026-11-20T09:16:06.000Z',
    };
    const stopped = { ...nextMessage, stages: [{ ...stage, ...early }] };
    const dead = result('crm', 1, { status: 'dead', reason: 'rejected', outcome: 'failed' });
    const messages = [{ runs: stopped }, { runs: nextMessage }];
    for (const order of permutations(messages)) {
      await empty();
      await statusAfter({ runs: startMessage }, { result: dead }, ...order, {
        result: result('crm', 2, { redrives: 1 }),
      });
      expect(await statusAfter({ result: result('text', 1) })).toEqual(['succeeded', undefined]);
      expect((await history.run('acme', RUN))?.steps.map(({ status }) => status)).toEqual(['awaited', 'sent']);
    }
  });

  it('keeps the late outcome of a fenced attempt as evidence without changing the state', async () => {
    const late: Result = { ...result('crm', 2), attempt: 1, outcome: 'succeeded' };
    const { status: _none, ...evidence } = late;
    await statusAfter(
      { runs: startMessage },
      { result: result('crm', 1, { status: 'dead', reason: 'unknown', outcome: 'unknown' }) },
    );
    await record({ result: evidence });
    const run = await history.run('acme', RUN);
    expect(run?.steps[0]?.command).toMatchObject({
      status: 'dead',
      reason: 'unknown',
      attempts: [{ seq: 1 }, { seq: 2, outcome: 'succeeded' }],
    });
  });
});

describe('events', () => {
  const event = (id: string, more: Partial<TelephonyEvent> = {}): TelephonyEvent => ({
    tenant: 'acme',
    id,
    source: '/pbx',
    type: 'call.ended',
    subject: 'call-1',
    time: '2026-11-20T09:16:04.120Z',
    data: { external_number: '+12025550142', waiting_time: 3 },
    ...more,
  });

  it('are duplicates at another place of the log and redelivery at the same one', async () => {
    const first = { event: event('e1'), partition: 0, offset: 5, receivedAt: NOW };
    await recorder.events([first, { ...first, offset: 6 }]);
    await recorder.events([first, { ...first, offset: 8, event: event('e1', { data: { other: true } }) }]);
    expect(await history.event('acme', 'e1')).toMatchObject([
      { duplicates: 2, bodiesDiffer: true, position: { offset: 5 }, event: event('e1') },
    ]);
  });

  it('are found by type, subject, number and time, page by page, and only by their tenant', async () => {
    await recorder.events(
      ['e1', 'e2', 'e3'].map((id, at) => ({ event: event(id), partition: 0, offset: at, receivedAt: NOW + at })),
    );
    await recorder.events([{ event: event('e1', { tenant: 'other' }), partition: 1, offset: 0, receivedAt: NOW }]);
    const filter = { type: 'call.ended', subject: 'call-1', number: '+12025550142', from: '2026-11-20T00:00:00Z' };
    const [newest] = await history.events('acme', filter, { limit: 1 });
    expect(newest?.event.id).toBe('e3');
    const rest = await history.events('acme', filter, { limit: 5, after: { at: newest!.receivedAt, id: 'e3' } });
    expect(rest.map((stored) => stored.event.id)).toEqual(['e2', 'e1']);
    expect(await history.events('acme', { number: '+1999' }, page)).toEqual([]);
    expect(await history.event('stranger', 'e1')).toEqual([]);
  });

  it('say at which revision they were planned, and find their runs by number', async () => {
    await recorder.events([{ event: event('evt-1'), partition: 0, offset: 7, receivedAt: NOW }]);
    await recorder.runs([startMessage], NOW);
    const [stored] = await history.event('acme', 'evt-1');
    expect(await history.planned('acme', stored!, 'events')).toMatchObject({ revision: 4 });
    expect(await history.runs('acme', { number: '+12025550142' }, page)).toHaveLength(1);
    expect(await history.runs('acme', { number: '+12025550199' }, page)).toEqual([]);
    expect(await history.runs('other', {}, page)).toEqual([]);
  });
});

it('takes texts that Postgres cannot store, and the messages beside them', async () => {
  const strange = { 'a\u0000b': 'c\u0000d', half: '\ud800', plain: '\\u0000' };
  const data = { note: strange } as unknown as TelephonyEvent['data'];
  const event = {
    tenant: 'acme',
    id: 'nul\u0000',
    source: '/pbx',
    type: 'call.ended',
    subject: 's',
    time: '2026-11-20T09:16:04.120Z',
    data,
  };
  await recorder.events([{ event, partition: 0, offset: 1, receivedAt: NOW }]);
  await recorder.runs([startMessage], NOW);
  await recorder.results([result('crm', 1, { output: strange })]);
  const [stored] = await history.events('acme', {}, page);
  expect(stored?.event.data).toEqual({ note: { 'a\uFFFDb': 'c\uFFFDd', half: '\uFFFD', plain: '\\u0000' } });
});
