import { beforeAll, expect, it } from '@jest/globals';
import { useDatabase } from '../database.spec-helper.js';
import { createHistory, createRunRecorder } from './create-history.js';
import { result, retried, RUN, startMessage, uuid } from './recorder.spec-helper.js';

const database = useDatabase('recorder');
const NOW = Date.parse('2026-11-20T10:00:00Z');
beforeAll(() => createRunRecorder(database.pool).maintain(NOW));

it('the mark of a run is another one after everything that is recorded of it, and the same otherwise', async () => {
  const [recorder, history] = [createRunRecorder(database.pool), createHistory(database.pool)];
  const mark = async () => (await history.runMarks([RUN, uuid(99)])).get(RUN);
  expect(await history.runMarks([RUN])).toEqual(new Map());
  await recorder.runs([startMessage], NOW);
  const seen = [await mark()];
  for (const one of [retried, result('crm', 2)]) {
    await recorder.results([one]);
    seen.push(await mark());
    expect(await mark()).toBe(seen.at(-1));
  }
  expect(new Set(seen).size).toBe(3);
});
