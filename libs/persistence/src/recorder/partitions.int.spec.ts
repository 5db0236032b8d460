import { expect, it } from '@jest/globals';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder } from './create-history.js';
import { result, startMessage, uuid } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
const NOW = Date.parse('2026-11-20T10:00:00Z');
const page = { limit: 10 };

it('lets what is past its retention go, and nothing else', async () => {
  const [recorder, history] = [createRunRecorder(database.pool), createHistory(database.pool)];
  await recorder.maintain(NOW);
  await recorder.runs([startMessage], NOW);
  await recorder.results([result('crm', 1)]);
  // From before the first partition, and of a run that nobody has told of.
  await recorder.results([result('text', 1, { finishedAt: '2026-11-01T00:00:00.000Z', run: uuid(3), status: 'dead' })]);
  await recorder.maintain(Date.parse('2026-11-30T00:00:00Z'));
  expect(await history.runs('acme', {}, page)).toHaveLength(1);
  expect(await history.deadLetters('acme', {}, page)).toHaveLength(1);
  await recorder.maintain(Date.parse('2026-12-02T00:00:00Z'));
  expect(await history.runs('acme', {}, page)).toHaveLength(1);
  expect(await history.deadLetters('acme', {}, page)).toEqual([]);
  await recorder.maintain(Date.parse('2027-01-20T00:00:00Z'));
  expect(await history.runs('acme', {}, page)).toEqual([]);
  for (const table of ['attempts', 'commands', 'steps', 'stages', 'coverage']) {
    expect((await database.pool.query(`SELECT 1 FROM history.${table}`)).rows).toEqual([]);
  }
});

it('can be maintained by several gateways at once', async () => {
  const recorder = createRunRecorder(database.pool);
  const later = Date.parse('2027-03-01T00:00:00Z');
  await Promise.all(Array.from({ length: 6 }, () => recorder.maintain(later)));
  const { rows } = await database.pool.query("SELECT to_regclass('history.attempts_20270301') IS NOT NULL AS made");
  expect(rows).toEqual([{ made: true }]);
});
