import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder, type RunRecorder } from './create-history.js';
import type { History } from './history.js';
import type { LoggedDeadLetter } from './record-dead-letters.js';
import { commandOf, result, RUN, startMessage, WORKFLOW } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
let recorder: RunRecorder;
let history: History;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const page = { limit: 10 };
const bytes = Buffer.from([0xff, 0x00]);

beforeAll(async () => {
  recorder = createRunRecorder(database.pool);
  history = createHistory(database.pool);
  await recorder.maintain(NOW);
});
const TABLES = ['runs', 'stages', 'steps', 'commands', 'attempts', 'dead_letters', 'decisions'];
beforeEach(() => database.pool.query(TABLES.map((table) => `DELETE FROM history.${table};`).join(' ')));

const letter = (offset: number, more: Partial<LoggedDeadLetter> = {}): LoggedDeadLetter => ({
  ...{ partition: 0, offset, tenant: 'acme', reason: 'not_json', message: 'no', stage: 'decode', service: 'rules' },
  ...{ at: `2026-11-20T09:00:0${offset}.000Z`, origin: { topic: 'events', partition: 1, offset: 9 } },
  ...{ key: Buffer.from('k'), value: bytes, headers: {} },
  ...more,
});
const error = { code: 'no_answer', message: 'It did not answer.', class: 'unknown' as const };
const died = (seq: number, more = {}) =>
  result('crm', seq, { status: 'dead', reason: 'unknown', outcome: 'unknown', error, ...more });
const decide = (id: string, what: string, redrives = 0, reason: string | null = null) =>
  database.pool.query(
    `INSERT INTO history.decisions VALUES ('acme', $1, $2, $3, $4, 'key:1', '2026-11-20T09:30:00Z')`,
    [id, redrives, what, reason],
  );
const ids = async (filter: Parameters<History['deadLetters']>[1]) =>
  (await history.deadLetters('acme', filter, page)).map(({ id }) => id);

it('keeps messages with the original bytes of key, value and headers, for their tenant or for the platform', async () => {
  const nameless: LoggedDeadLetter = { ...letter(3), headers: { raw: bytes, ce_subject: Buffer.from('call-1') } };
  const { tenant: _tenant, ...nobodys } = nameless;
  await recorder.deadLetters([nobodys, letter(4, { truncatedFrom: 5_000_000 })]);
  expect(await history.deadLetters('acme', {}, page)).toMatchObject([
    { id: '0-4', bytes: 2, truncatedFrom: 5_000_000, state: 'open' },
  ]);
  expect(await history.deadLetter(undefined, '0-3')).toMatchObject({
    ...{ key: Buffer.from('k'), value: bytes, headers: { raw: bytes }, subject: 'call-1', origin: { offset: 9 } },
    reasons: [{ what: 'died', reason: 'not_json', letter: '0-3' }],
  });
  for (const id of ['0-3', 'x', '0', '99999999999999999999-1'])
    expect(await history.deadLetter('acme', id)).toBeUndefined();
});

it('shows headers as text where an earlier release recorded them', async () => {
  await recorder.deadLetters([letter(3, { headers: { a: Buffer.from('b') } })]);
  await database.pool.query('UPDATE history.dead_letters SET headers_raw = NULL');
  expect(await history.deadLetter('acme', '0-3')).toMatchObject({ headers: { a: Buffer.from('b') } });
});

it('lists commands that ended dead beside the messages, newest first', async () => {
  await recorder.deadLetters([letter(3)]);
  await recorder.runs([startMessage], NOW);
  await recorder.results([died(1)]);
  const [command, message] = await history.deadLetters('acme', {}, page);
  expect(command).toMatchObject({
    ...{ kind: 'command', id: commandOf('crm'), reason: 'unknown', code: 'no_answer', message: 'It did not answer.' },
    ...{ run: RUN, workflow: WORKFLOW, event: { id: 'evt-1' }, subject: 'call-1', redrives: 0, state: 'open' },
  });
  expect(message).toMatchObject({ kind: 'message', id: '0-3' });
  const after = { at: command!.at, id: command!.id };
  expect(await history.deadLetters('acme', {}, { limit: 5, after })).toEqual([message]);
  expect(await history.deadLetters('acme', {}, { limit: 1 })).toEqual([command]);
  expect(await history.deadLetter('other', commandOf('crm'))).toBeUndefined();
});

it('finds dead letters by workflow, connector, run, subject, reason, code, stage, kind and time', async () => {
  await recorder.deadLetters([letter(3, { headers: { ce_subject: Buffer.from('call-2') } })]);
  await recorder.runs([startMessage], NOW);
  await recorder.results([died(1)]);
  const [command, message] = [[commandOf('crm')], ['0-3']];
  expect(await ids({ workflow: WORKFLOW.id })).toEqual(command);
  expect(await ids({ connector: 'http' })).toEqual(command);
  expect(await ids({ run: RUN, subject: 'call-1' })).toEqual(command);
  expect(await ids({ reason: 'unknown' })).toEqual(command);
  expect(await ids({ reason: 'no_answer', kind: 'command' })).toEqual(command);
  expect(await ids({ reason: 'not_json', stage: 'decode', kind: 'message' })).toEqual(message);
  expect(await ids({ subject: 'call-2' })).toEqual(message);
  expect(await ids({ to: '2026-11-20T09:00:04Z' })).toEqual(message);
  expect(await ids({ from: '2026-11-20T09:00:04Z' })).toEqual(command);
  for (const filter of [{ connector: 'sms' }, { workflow: RUN }, { run: WORKFLOW.id }, { stage: 'plan' }])
    expect(await ids(filter)).toEqual([]);
});

it('tells the whole story of a command: what was planned, each attempt, each end and what people made of it', async () => {
  await recorder.runs([startMessage], NOW);
  await recorder.results([result('crm', 1, { status: 'waiting', outcome: 'retry', error }), died(2)]);
  await decide(commandOf('crm'), 'redriven');
  const again = { status: 'dead', reason: 'rejected', redrives: 1, finishedAt: '2026-11-20T09:31:00.000Z' } as const;
  await recorder.results([result('crm', 4, { ...again, attempt: 3, error: { ...error, code: 'http_404' } })]);
  const found = await history.deadLetter('acme', commandOf('crm'));
  expect(found).toMatchObject({
    ...{ redrives: 1, state: 'open' },
    command: {
      planned: { command: { params: { note: 'as rendered' } } },
      attempts: [{ seq: 1 }, { seq: 2 }, { seq: 4 }],
    },
    reasons: [
      { what: 'died', reason: 'unknown', code: 'no_answer', attempt: 2 },
      { what: 'redriven', by: 'key:1' },
      { what: 'died', reason: 'rejected', code: 'http_404', attempt: 3 },
    ],
  });
  expect(found).not.toHaveProperty('decision');
});

it('follows a message through the letters that it was published again from, also when they go in a circle', async () => {
  const from = (id: string) => ({ headers: { hs_redriven: Buffer.from(id) } });
  await recorder.deadLetters([letter(1, from('0-3')), letter(2, from('0-1')), letter(3, from('0-2'))]);
  await decide('0-1', 'redriven');
  await decide('0-2', 'redriven');
  expect((await history.deadLetter('acme', '0-3'))?.reasons).toMatchObject([
    { what: 'died', letter: '0-1' },
    { what: 'redriven', letter: '0-1' },
    { what: 'died', letter: '0-2' },
    { what: 'redriven', letter: '0-2' },
    { what: 'died', letter: '0-3' },
  ]);
});

it('a decision holds for the letter as it was then: a command that died again is open', async () => {
  await recorder.deadLetters([letter(3), letter(4), letter(5)]);
  await decide('0-3', 'redriven');
  await decide('0-4', 'discarded', 0, 'no use');
  await recorder.results([died(1, { redrives: 1 })]);
  await decide(commandOf('crm'), 'discarded', 0, 'before it was redriven');
  expect(await ids({ state: 'open' })).toEqual([commandOf('crm'), '0-5']);
  expect(await ids({ state: 'redriven' })).toEqual(['0-3']);
  expect(await history.deadLetters('acme', { state: 'discarded' }, page)).toMatchObject([
    { id: '0-4', decision: { what: 'discarded', by: 'key:1', reason: 'no use', at: '2026-11-20T09:30:00.000Z' } },
  ]);
  expect(await ids({})).toHaveLength(4);
});
