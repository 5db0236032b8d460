import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunsMessage, TelephonyEvent } from '@hookswitch/domain';
import { useDatabase } from '../database.spec-helper.js';
import type { Accounts } from './account.js';
import { createAccounts } from './create-accounts.js';
import { createRunRecorder, type RunRecorder } from './create-history.js';
import { commandOf, nextMessage, result, retried, RUN, startMessage } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
let recorder: RunRecorder;
let accounts: Accounts;
const PLANNED = Date.parse('2026-11-20T09:16:05Z');
const MINUTE = 60_000;
const span = { from: '2026-11-20T09:00:00Z', to: '2026-11-20T10:00:00Z' };

beforeAll(async () => {
  recorder = createRunRecorder(database.pool);
  accounts = createAccounts(database.pool);
  await recorder.maintain(PLANNED);
});
const TABLES = ['events', 'runs', 'stages', 'steps', 'commands', 'attempts', 'coverage'];
beforeEach(() => database.pool.query(TABLES.map((table) => `DELETE FROM history.${table};`).join(' ')));

const event = (id: string, offset: number) => ({
  event: {
    ...{ id, source: '/pbx', type: 'call.ended', subject: 'call-1', time: '2026-11-20T09:16:04.120Z', tenant: 'acme' },
    data: {},
  } as unknown as TelephonyEvent,
  ...{ partition: 0, offset, receivedAt: PLANNED },
});
const covering = (from: number, to: number, partition = 0): RunsMessage => ({
  ...startMessage,
  ...{ source: { topic: 'events', partition }, from, to, stages: [] },
});
const gaps = (next: number, first = 0, since = span.from) =>
  accounts.gaps('events', [{ partition: 0, first, next }], since, 10);

it('accounts for every event: it fired, it matched nothing, or nobody has answered for it yet', async () => {
  await recorder.events([event('evt-1', 7), event('evt-2', 8), event('evt-2', 8), event('evt-3', 9)]);
  await recorder.runs([startMessage], PLANNED);
  await recorder.results([retried]);
  expect(await accounts.totals(span, 'events')).toEqual({
    events: { accepted: 3, fired: 1, matchedNothing: 1, unanswered: 1 },
    runs: { running: 1 },
    commands: { open: 1 },
  });
  await recorder.runs([nextMessage, covering(9, 10)], PLANNED);
  await recorder.results([result('crm', 2), result('text', 1)]);
  expect(await accounts.totals(span, 'events')).toMatchObject({
    events: { matchedNothing: 2, unanswered: 0 },
    ...{ runs: { succeeded: 1 }, commands: { succeeded: 2 } },
  });
  expect((await accounts.totals({ from: span.to, to: '2026-11-20T11:00:00Z' }, 'events')).events.accepted).toBe(0);
});

describe('offsets that rules went past', () => {
  it('are no gap where ranges meet, overlap or come again', async () => {
    await recorder.runs([covering(0, 5), covering(5, 12), covering(7, 9), covering(12, 20)], PLANNED);
    expect(await gaps(20)).toEqual({ count: 0, first: [] });
  });

  it('are a gap between two ranges, before the first and after the last', async () => {
    await recorder.runs([covering(3, 5), covering(7, 9)], PLANNED);
    const found = [
      { partition: 0, from: 0, to: 3 },
      { partition: 0, from: 5, to: 7 },
      { partition: 0, from: 9, to: 11 },
    ];
    expect(await gaps(11)).toEqual({ count: 3, first: found });
    // What the log has let go of, and what rules has not come to, is none.
    expect((await gaps(9, 3)).first).toEqual(found.slice(1, 2));
  });

  it('are a gap where nothing was recorded at all, and none where there was nothing to record', async () => {
    expect((await gaps(4)).first).toEqual([{ partition: 0, from: 0, to: 4 }]);
    expect(await gaps(4, 4)).toEqual({ count: 0, first: [] });
  });

  it('are looked for from the last range before the span on', async () => {
    await recorder.runs([covering(2, 5)], PLANNED - 60 * MINUTE);
    await recorder.runs([covering(6, 9)], PLANNED);
    expect((await gaps(9)).first).toEqual([{ partition: 0, from: 5, to: 6 }]);
  });
});

describe('a command without an end', () => {
  const silent = (minutes: number, except: readonly string[] = []) =>
    accounts.silent(PLANNED + minutes * MINUTE, 15 * MINUTE, { limit: 10, except });

  it('is missing once nothing was heard of it for long, with its place in the account of rules', async () => {
    await recorder.runs([{ ...startMessage, place: { partition: 2, offset: 40 } }], PLANNED);
    expect(await silent(14)).toEqual({ count: 0, first: [] });
    expect(await silent(16)).toEqual({
      count: 1,
      first: [
        {
          ...{ id: commandOf('crm'), tenant: 'acme', run: RUN, connector: 'http' },
          ...{ dueAt: '2026-11-20T09:16:05.000Z', position: { partition: 2, offset: 40 } },
        },
      ],
    });
    expect((await silent(16, ['acme'])).count).toBe(0);
  });

  it('keeps the place of the plan that came first', async () => {
    await recorder.runs([{ ...startMessage, place: { partition: 2, offset: 40 } }], PLANNED);
    await recorder.runs([{ ...startMessage, place: { partition: 2, offset: 41 } }], PLANNED);
    expect((await silent(16)).first).toMatchObject([{ position: { offset: 40 } }]);
  });

  it('may be silent until the attempt that its last result announced, and until it may begin', async () => {
    const [stage] = startMessage.stages;
    const [planned] = stage?.commands ?? [];
    if (!stage || !planned) throw new Error('the sample has a command');
    const notBefore = new Date(PLANNED + 60 * MINUTE).toISOString();
    const commands = [{ ...planned, command: { ...planned.command, notBefore } }];
    await recorder.runs([{ ...startMessage, stages: [{ ...stage, commands }] }], PLANNED);
    expect((await silent(74)).count).toBe(0);
    expect((await silent(76)).count).toBe(1);
    await recorder.results([{ ...retried, nextAttemptAt: new Date(PLANNED + 90 * MINUTE).toISOString() }]);
    expect((await silent(104)).count).toBe(0);
    expect((await silent(106)).count).toBe(1);
    await recorder.results([result('crm', 2)]);
    expect((await silent(106)).count).toBe(0);
  });
});

describe('a run', () => {
  const stuck = (minutes: number) => accounts.stuck(PLANNED + minutes * MINUTE, 15 * MINUTE, 10);

  it('is stuck when its action has ended and nobody decided what follows', async () => {
    await recorder.runs([startMessage], PLANNED);
    expect((await stuck(60)).count).toBe(0);
    await recorder.results([result('crm', 1)]);
    expect((await stuck(60)).first).toMatchObject([{ id: RUN, tenant: 'acme' }]);
    expect((await stuck(1)).count).toBe(0);
    await recorder.runs([nextMessage], PLANNED);
    expect((await stuck(60)).count).toBe(0);
  });
});

it('is worked on by one at a time', async () => {
  const other = createAccounts(database.pool);
  const seen: boolean[] = [];
  const done = await accounts.alone(async () => {
    seen.push(await other.alone(() => Promise.reject(new Error('not mine'))));
  });
  expect([done, seen]).toEqual([true, [false]]);
  expect(await other.alone(() => Promise.resolve())).toBe(true);
});
